/** Everything that may be said of how the card in a socket behaves: see the two types for what each absence means. */
import type { T0Behaviour } from "./t0-behaviour.js";
import type { T1Behaviour } from "./t1-behaviour.js";

export type CardBehaviour = T0Behaviour & T1Behaviour;
