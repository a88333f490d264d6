/** Virtual and real time of a simulated world, and its seeded randomness. */
export type { SimulationClock } from "./time/clock.js";
export { type Random, seededRandom } from "./time/random.js";
export { RealClock } from "./time/real-clock.js";
export { VirtualClock, WALL_START_MS } from "./time/virtual-clock.js";
