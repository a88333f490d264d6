/** Faults of cards and lines, to be given to a simulated reader. */
export type { ByteHook, Direction } from "./line/cable.js";
export type { CardBehaviour } from "./line/card-behaviour.js";
export { doesButAnswers, muteAfter, muteBefore, refuses, wrongProcedureByte } from "./line/card-faults.js";
export type { CharacterDirection, CharacterFault, CharacterHook } from "./line/card-line.js";
export { cableNoise, lineNoise } from "./line/noise.js";
export type { T0Behaviour } from "./line/t0-behaviour.js";
export type { T1Behaviour } from "./line/t1-behaviour.js";
