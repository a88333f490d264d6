/**
 * The board this firmware is built for, with its contacts: the table is a file of `firmware/boards`, or of one's own,
 * and the build writes it into this module.
 */
import type { Board } from "@duka/protocol/board";

export * from "./hal-pins.js";

export declare const board: Board;
