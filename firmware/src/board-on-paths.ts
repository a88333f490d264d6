/** What the build makes of `board.ts` for a board whose table names paths instead of pins: a machine without any. */
export * from "./hal-ptys.js";
