/** The board this firmware is built for. The build puts another module of `boards/` in place of this one. */
export * from "./boards/pico-r1-3.js";
