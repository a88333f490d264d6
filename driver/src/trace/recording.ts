/** Around a slot: every exchange with its card is recorded. */
import { formatHex } from "@duka/protocol/layout";
import { ReaderError } from "../base/errors.js";
import { type Around, commandOf } from "../reader/around.js";
import { createRedactor } from "./redactor.js";
import type { TraceRecorder } from "./trace-recorder.js";

export function recorded(recorder: TraceRecorder): Around {
  return (below, { name }) => {
    const redactor = createRedactor();
    return {
      async call(call) {
        const command = commandOf(call);
        if (command !== undefined) recorder.record(name, ">", redactor.command(command));
        else if (call.do === "open") recorder.record(name, "power");
        const answer = await below.call(call).catch((error: unknown) => {
          recorder.record(name, "!", errorWords(error));
          throw error;
        });
        if (answer.outcome !== "answered") recorder.record(name, "!", answer.outcome);
        else if (command !== undefined) recorder.record(name, "<", redactor.response(answer.response));
        else if (call.do === "open") recorder.record(name, "atr", formatHex(answer.response));
        else recorder.record(name, "off");
        return answer;
      },
      onCard: (listener) =>
        below.onCard((event) => {
          recorder.record(name, event);
          listener(event);
        }),
    };
  };
}

function errorWords(error: unknown): string {
  if (!(error instanceof ReaderError)) return error instanceof Error ? error.name : "failed";
  return `${error.code} ${error.layer} ${error.delivery}: ${error.message}`;
}
