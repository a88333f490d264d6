/** What the page looks at: a simulated counter, a real reader, or a till that runs. */
import type { Personal } from "../world/event-log.js";
import type { LoggedEvent } from "../world/world-event.js";
import type { StudioRequest } from "./studio-request.js";
import type { StudioNews, StudioState } from "./studio-state.js";
import type { Traced } from "./traces.js";

export type Counter = {
  /** Of the map of cuts. */
  readonly seed: number;
  readonly personal: Personal;
  state(): StudioState;
  events(): readonly LoggedEvent[];
  /** Answers how to stop. */
  onNews(listener: (news: StudioNews) => void): () => void;
  /** Buttons of the till are begun; the rest is done when this returns. @throws StudioRefusal */
  ask(request: StudioRequest): void | Promise<void>;
  /** @throws StudioRefusal not-now */
  scenario(): string;
  /** What has happened, as it is taken along. */
  traced(): Promise<Traced>;
  close(): Promise<void>;
};
