/** The persona this firmware is built for. The build puts another module of `personas/` in place of this one. */
export * from "./personas/pos.js";
