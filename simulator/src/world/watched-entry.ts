/** A centre's entry for callers over HTTP: what is asked is told, and faults can strike each call. */
import type { CentreAnswer } from "../centre/centre.js";
import type { FaultyEntry, Received } from "../centre/faulty-entry.js";
import { withWrongMac } from "./centre-watch.js";
import { counter, type Watch } from "./watch.js";

const SLOW_MS = 3000;
const FAILED: CentreAnswer = {
  ok: false,
  status: 500,
  body: { code: "internal", message: "the centre has failed" },
};

export function watchedEntry(entry: FaultyEntry, watch: Watch): FaultyEntry {
  const count = counter();
  return {
    ...entry,
    receive(operation, request) {
      const faults = watch.reach({ of: "centre", operation, nth: count(operation) });
      const has = (kind: string): boolean => faults.some((fault) => fault.kind === kind);
      const tell = (what: "asked" | "answered" | "failed", code = ""): void =>
        watch.tell({ type: "centre", operation, ref: refOf(request), what, code });
      tell("asked");
      const received = has("centre-down") ? DOWN : struck(request);
      const [answer] = received.answers;
      if (answer === undefined) tell("failed", received.isDown ? "down" : "answer-lost");
      else if (answer.ok) tell("answered");
      else tell("failed", answer.body.code);
      return received;

      function struck(asked: unknown): Received {
        const slow = faults.find(({ kind }) => kind === "centre-slow");
        const lateMs = slow === undefined ? 0 : (slow.ms ?? SLOW_MS);
        if (has("centre-500")) return { isDown: false, answers: [FAILED], delayMs: lateMs };
        const { isDown, answers, delayMs } = entry.receive(operation, asked);
        if (isDown) return DOWN;
        const again = has("answered-twice") ? entry.receive(operation, asked).answers : [];
        const all = has("answer-lost") ? [] : [...answers, ...again].slice(0, 2);
        return { isDown, answers: has("wrong-mac") ? all.map(falsified) : all, delayMs: delayMs + lateMs };
      }
    },
  };
}

const DOWN: Received = { isDown: true, answers: [], delayMs: 0 };

function falsified(answer: CentreAnswer): CentreAnswer {
  return answer.ok ? { ...answer, body: withWrongMac(answer.body) } : answer;
}

function refOf(request: unknown): string {
  const isObject = typeof request === "object" && request !== null;
  return isObject && "ref" in request && typeof request.ref === "string" ? request.ref.slice(0, 64) : "";
}
