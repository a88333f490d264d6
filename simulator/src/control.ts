/** Steering a simulated reader or world: by its operations in this process, or by HTTP for any other program. */

export { ControlRefusal } from "./control/control-refusal.js";
export { type Controlled, controlOfCentre, controlOfReader, controlOfWorld } from "./control/controlled.js";
export { OPERATIONS, type OperationName } from "./control/operations.js";
export { type ControlOptions, serveControl } from "./control/serve-control.js";
export { steer } from "./control/steer.js";
