/** On which lane of the film strip an event stands, and what is said of it in a line. */
import type { InBoth } from "../src/studio/studio-state.js";
import type { LoggedEvent } from "../src/world/world-event.js";

export const LANES = [
  "till",
  "driver",
  "journal",
  "host",
  "firmware",
  "card",
  "memory",
  "psam",
  "centre",
] as const;
export type Lane = (typeof LANES)[number];

export const LANE_WORDS: { readonly [lane in Lane]: InBoth } = {
  till: { en: "till, hands", zh: "收银机与操作" },
  driver: { en: "driver", zh: "驱动" },
  journal: { en: "journal", zh: "日志" },
  host: { en: "host line", zh: "主机线路" },
  firmware: { en: "firmware", zh: "固件" },
  card: { en: "card line", zh: "卡线路" },
  memory: { en: "card memory", zh: "卡存储" },
  psam: { en: "PSAM", zh: "PSAM" },
  centre: { en: "centre", zh: "中心" },
};

export function laneOf(event: LoggedEvent): Lane {
  switch (event.type) {
    case "till":
    case "operator":
    case "fault":
      return "till";
    case "outcome":
      return "driver";
    case "journal":
    case "centre":
      return event.type;
    case "frame":
      return "host";
    case "money":
      return "memory";
    case "memory":
      return event.chip === "psam" ? "psam" : "memory";
    case "power":
      return event.chip === "psam" ? "psam" : "firmware";
    case "line":
    case "character":
    case "apdu":
      return event.chip === "psam" ? "psam" : "card";
  }
}

/** What it looks like on its lane. */
export function markOf(event: LoggedEvent): string {
  switch (event.type) {
    case "journal":
      return event.what === "failed" ? "bad" : event.durable ? "synced" : "written";
    case "outcome":
      return event.outcome === "committed" || event.outcome === "credited"
        ? "good"
        : event.outcome === "undecided"
          ? "wait"
          : "bad";
    case "centre":
      return event.what === "failed" ? "bad" : event.what === "asked" ? "written" : "synced";
    case "fault":
      return "bad";
    case "till":
    case "operator":
      return "wait";
    case "money":
      return "good";
    case "apdu":
      return "tall";
    case "power":
      return "wait";
    default:
      return "small";
  }
}

/** What a sale has by the hundred. */
const FINE: readonly LoggedEvent["type"][] = ["line", "character", "frame", "memory", "power"];

/** A person follows a sale by these. */
export function isTold(event: LoggedEvent): boolean {
  return !FINE.includes(event.type);
}

/** The first that is not before. */
export function indexAt(events: readonly LoggedEvent[], atMs: number): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (events[middle]!.atMs < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
