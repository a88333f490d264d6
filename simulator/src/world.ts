/** A whole world for tests and campaigns: reader, cards, centre and till under one clock, its log and its faults. */
export type { CityCentre } from "./world/city-centre.js";
export type { EventLog } from "./world/event-log.js";
export { FAULT_KINDS, type Fault, type FaultKind, faultsSchema, readFaults } from "./world/faults/fault.js";
export { openWorld, type World, type WorldOptions } from "./world/open-world.js";
export { type Point, pointText } from "./world/point.js";
export { TillKilledError } from "./world/till-life.js";
export type { LoggedEvent, WorldEvent } from "./world/world-event.js";
export type { WorldTill } from "./world/world-till.js";
