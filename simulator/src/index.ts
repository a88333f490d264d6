/**
 * What the simulator offers: `openSimulated` to a driver's `sim:` address, `simulate` and its parts to
 * tests.
 */
export type { ByteHook, Cable, Chunks, Direction } from "./cable.js";
export { RealClock, type SimulationClock, VirtualClock } from "./clock.js";
export type { CardBehaviour } from "./line/card-behaviour.js";
export type { CardInterface } from "./line/card-interface.js";
export type { CharacterDirection, CharacterFault, CharacterHook } from "./line/card-line.js";
export type { CardSocket } from "./line/card-socket.js";
export type { T0Behaviour } from "./line/t0-behaviour.js";
export type { T1Behaviour } from "./line/t1-behaviour.js";
export { openSimulated } from "./open-simulated.js";
export type { SimulatedReader } from "./simulated-reader.js";
export { type Simulation, type SimulationOptions, simulate } from "./simulation.js";
