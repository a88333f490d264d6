/** What a pool and its processes say to each other. */
import type { Build } from "./build-hash.js";

/** A piece of work; its index is what tells it from the others of a run. */
export type Task = { readonly index: number };

/** Tasks, and what they have in common. */
export type TaskRange<Context, T extends Task> = {
  /** Of the pool: what a process of another build answers would not be of one run. */
  readonly build: Build;
  readonly context: Context;
  readonly tasks: readonly T[];
};

export type FromWorker<Answer> =
  | { readonly index: number; readonly answer: Answer }
  | { readonly error: string };
