/**
 * What the simulator offers: `openSimulated` to a driver's `sim:` address, `simulate` and its parts to
 * tests.
 */
export type { ByteHook, Cable, Direction } from "./line/cable.js";
export type { CardBehaviour } from "./line/card-behaviour.js";
export type { CardInterface } from "./line/card-interface.js";
export type { CharacterDirection, CharacterFault, CharacterHook } from "./line/card-line.js";
export type { CardSocket } from "./line/card-socket.js";
export type { Chunks } from "./line/host-end.js";
export type { T0Behaviour } from "./line/t0-behaviour.js";
export type { T1Behaviour } from "./line/t1-behaviour.js";
export type { SimulatedReader } from "./reader/simulated-reader.js";
export type { SimulationClock } from "./time/clock.js";
export { RealClock } from "./time/real-clock.js";
export { VirtualClock } from "./time/virtual-clock.js";
export { openSimulated } from "./world/open-simulated.js";
export { type Simulation, type SimulationOptions, simulate } from "./world/simulation.js";
