/** What was chosen on the strip: bytes, what they mean, where the standard says it, and what it took on the wire. */
import type { LoggedEvent } from "../src/world/world-event.js";
import { lineOf } from "./event-line.js";
import { clauses, say, selected } from "./store.js";
import { stripEvents } from "./strip-view.js";
import { WORDS, yuan } from "./words.js";

type Apdu = Extract<LoggedEvent, { type: "apdu" }>;
type Row = readonly [name: string, value: string];

export function EventDetail() {
  const event = selected.value;
  if (event === null) return <p class="soft detail">{say(WORDS.choose)}</p>;
  return (
    <div class="detail" id="detail" role="status">
      <h3>{say(lineOf(event))}</h3>
      <dl>
        {rowsOf(event).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function rowsOf(event: LoggedEvent): readonly Row[] {
  const at: Row = [say(WORDS.time), `${event.atMs.toFixed(3)} ms`];
  if (event.type === "apdu") return [at, ...rowsOfApdu(event)];
  if (event.type === "money") {
    const { changeFen, balanceFen } = event;
    return [at, [say(WORDS.before), yuan(balanceFen - changeFen)], [say(WORDS.after), yuan(balanceFen)]];
  }
  const others = Object.entries(event).filter(([name]) => name !== "type" && name !== "atMs");
  return [at, ...others.map(([name, value]): Row => [name, String(value)])];
}

function rowsOfApdu(event: Apdu): readonly Row[] {
  const fields = (values: Apdu["request"]) =>
    Object.entries(values).map(([name, value]): Row => [name, String(value)]);
  const clause = clauses.value[event.command];
  return [
    [say(WORDS.command), event.apdu],
    [say(WORDS.answer), event.answer === "" ? "—" : event.answer],
    ...(clause === undefined ? [] : [[say(WORDS.clause), clause] satisfies Row]),
    ...fields(event.request),
    ...fields(event.response),
    ...wireRows(event),
  ];
}

/** Characters between the message that brought it and the one that answered; what as many need at the fastest pace. */
function wireRows(event: Apdu): readonly Row[] {
  const all = stripEvents.value;
  const at = all.indexOf(event);
  const from = all.findLastIndex((one, index) => index < at && one.type === "frame" && one.to === "reader");
  const answered = all.findIndex((one, index) => index > at && one.type === "frame" && one.to === "host");
  const to = answered < 0 ? all.length : answered;
  const part = all.slice(from + 1, to).filter((one) => one.type === "character" && one.chip === event.chip);
  const [first] = part;
  const last = part.at(-1);
  if (first === undefined || last === undefined || first === last) return [];
  const gaps = part.slice(1).map((one, index) => one.atMs - part[index]!.atMs);
  const tookMs = last.atMs - first.atMs;
  const leastMs = Math.min(...gaps.filter((gap) => gap > 0)) * gaps.length;
  return [
    [say(WORDS.wire), `${tookMs.toFixed(2)} ms, ${part.length} ${say(WORDS.characters)}`],
    [say(WORDS.limit), `${leastMs.toFixed(2)} ms (${(tookMs / leastMs).toFixed(2)})`],
  ];
}
