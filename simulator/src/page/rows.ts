/**
 * The lines of a sequence diagram from the events of a world. Pure: any view of a world may use it, for events that
 * come one by one too (`createRowMaker`); `draw-row` and `virtual-list` show them.
 */
import type { Change, RecordedEvent } from "../world/record/recorded-event.js";
import { signedYuan } from "./page-words.js";
import type { Books, Lane, Row } from "./row.js";

type Of<T extends RecordedEvent["type"]> = Extract<RecordedEvent, { readonly type: T }>;

type RowMaker = {
  readonly rows: readonly Row[];
  add(event: RecordedEvent): void;
};

const NOTHING_MOVED: Books = { cardFen: 0, journalFen: 0, centreFen: null, openFen: 0 };
const NO_FIELDS: Row["fields"] = () => [];
const NO_CHANGES: Row["changes"] = [];
/** What of a command is said in its line. */
const TOLD = /Fen$|equence$|^tac$|^mac/;
const GOOD = /^(committed|credited|done)/;
const BAD = /^(undecided|manual|failed|not-credited)/;

function createRowMaker(): RowMaker {
  const rows: Row[] = [];
  let books = NOTHING_MOVED;

  function row(
    atMs: number,
    kind: Row["kind"],
    from: Lane,
    to: Lane,
    title: string,
    more: Partial<Row> = {},
  ): Row {
    const made: Row = {
      kind,
      atMs,
      from,
      to,
      title,
      books,
      isAnswered: more.isAnswered ?? false,
      tone: more.tone ?? "plain",
      detail: more.detail ?? "",
      isSynced: more.isSynced,
      wire: undefined,
      count: 1,
      fields: more.fields ?? NO_FIELDS,
      command: more.command,
      changes: NO_CHANGES,
    };
    rows.push(made);
    return made;
  }

  function lastOf(kind: Row["kind"]): Row | undefined {
    for (let at = rows.length - 1; at >= 0 && at > rows.length - 30; at--)
      if (rows[at]!.kind === kind) return rows[at];
    return undefined;
  }

  const adders: { readonly [T in RecordedEvent["type"]]: (event: Of<T>) => void } = {
    step: ({ atMs, action, what, place }) =>
      void row(atMs, "rest", "pos", "driver", action, {
        detail: what,
        tone: "heading",
        fields: () => [["place", place]],
      }),
    became({ atMs, text, failures }) {
      // The outcome that was told just before says it too.
      const last = rows[rows.length - 1];
      if (
        failures.length === 0 &&
        last?.from === "driver" &&
        last.to === "pos" &&
        text.startsWith(last.title)
      )
        return;
      row(atMs, "rest", "driver", "pos", text, {
        tone: failures.length > 0 ? "bad" : toneOf(text),
        detail: failures.join(" "),
      });
    },
    apdu(event) {
      row(event.atMs, "commands", "driver", event.chip, event.command, {
        isAnswered: event.answer !== "",
        tone: event.answer === "" ? "bad" : "plain",
        command: event.command,
        detail: commandDetail(event),
        fields: () => [
          ["sent", event.apdu],
          ["answered", event.answer],
          ...fieldsOf("request", event.request),
          ...fieldsOf("response", event.response),
        ],
      });
    },
    frame({ atMs, to, message, slot, sequence, bytes, frame }) {
      const [from, at]: [Lane, Lane] = to === "reader" ? ["driver", "reader"] : ["reader", "driver"];
      row(atMs, "frames", from, at, message, {
        detail: `${bytes} B, slot ${slot}, sequence ${sequence}`,
        fields: () => [["frame", `${frame}`]],
      });
    },
    power({ atMs, chip, on }) {
      row(atMs, "rest", "reader", chip, on ? "power on" : "power off", { isAnswered: on });
    },
    memory({ atMs, chip, command, step }) {
      const last = rows[rows.length - 1];
      if (last?.kind === "memory" && last.to === chip && last.command === command) {
        last.count++;
        last.detail = `${command}: steps 1 to ${step}`;
      } else row(atMs, "memory", chip, chip, "memory", { command, detail: `${command}: step ${step}` });
    },
    journal({ atMs, step, what, durable }) {
      row(atMs, "journal", "driver", "journal", step, {
        isSynced: what === "written" && durable,
        tone: what === "failed" ? "bad" : "plain",
        detail: what,
      });
    },
    centre({ atMs, operation, ref, what, code }) {
      const [from, to]: [Lane, Lane] = what === "asked" ? ["driver", "centre"] : ["centre", "driver"];
      const detail = [what, ref, code].filter((part) => part !== "").join(" ");
      row(atMs, "rest", from, to, operation, { detail, tone: what === "failed" ? "bad" : "plain" });
    },
    money({ atMs, account, changeFen, balanceFen }) {
      const detail = `${account}: ${(balanceFen / 100).toFixed(2)}`;
      row(atMs, "rest", "card", "card", `${signedYuan(changeFen)} ¥`, { detail, tone: "good" });
    },
    fault: ({ atMs, kind, at }) =>
      void row(atMs, "faults", ...faultLanes(at), kind, { detail: at, tone: "fault" }),
    operator: ({ atMs, what }) => void row(atMs, "rest", "pos", "pos", what),
    till: ({ atMs, what }) =>
      void row(atMs, "rest", "pos", "driver", what, { tone: what === "killed" ? "bad" : "plain" }),
    outcome({ atMs, ref, outcome, reasonCode, tac, recovered }) {
      const detail = [ref, reasonCode, tac === "" ? "" : `TAC ${tac}`, recovered ? "recovered" : ""];
      row(atMs, "rest", "driver", "pos", outcome, {
        detail: detail.filter((part) => part !== "").join(" "),
        tone: toneOf(outcome),
      });
    },
    line() {
      // As with the characters.
    },
    character() {
      // The wire's own pictures show these; here they would hide everything else.
    },
    wire({ ms, limitMs }) {
      const command = lastOf("commands");
      if (command === undefined) return;
      command.wire ??= { ms: 0, limitMs: 0 };
      command.wire.ms += ms;
      command.wire.limitMs += limitMs;
    },
    cells({ card, changes }) {
      addChanges(lastOf("commands"), card, changes);
    },
    row({ ref, changes }) {
      addChanges(rows[rows.length - 1], ref, changes);
    },
    books({ cardFen, journalFen, centreFen, openFen }) {
      books = { cardFen, journalFen, centreFen, openFen };
      const last = rows[rows.length - 1];
      if (last !== undefined) last.books = books;
    },
  };

  return {
    rows,
    add(event) {
      // What a newer program has told of besides is left out.
      (adders[event.type] as ((one: RecordedEvent) => void) | undefined)?.(event);
    },
  };
}

export function rowsOf(events: Iterable<RecordedEvent>): readonly Row[] {
  const maker = createRowMaker();
  for (const event of events) maker.add(event);
  return maker.rows;
}

function addChanges(row: Row | undefined, of: string, changes: readonly Change[]): void {
  if (row !== undefined) row.changes = [...row.changes, { of, changes }];
}

function toneOf(text: string): Row["tone"] {
  return GOOD.test(text) ? "good" : BAD.test(text) ? "bad" : "plain";
}

function fieldsOf(part: string, fields: { readonly [name: string]: string | number }): [string, string][] {
  return Object.entries(fields).map(([name, value]) => [`${part} ${name}`, String(value)]);
}

function commandDetail({ answer, request, response }: Of<"apdu">): string {
  let detail = answer === "" ? "no answer" : answer.slice(-5).replace(" ", "");
  for (const fields of [request, response])
    for (const name in fields) if (TOLD.test(name)) detail += `, ${name} ${fields[name]}`;
  return detail;
}

/** Where it struck, by the words of its position. */
function faultLanes(at: string): [Lane, Lane] {
  if (at.startsWith("journal ")) return ["journal", "journal"];
  if (at.startsWith("centre ")) return ["driver", "centre"];
  if (at.startsWith("host frame ")) return ["driver", "reader"];
  if (at.startsWith("PSAM memory ")) return ["psam", "psam"];
  if (at.startsWith("card memory ")) return ["card", "card"];
  return ["reader", at.startsWith("PSAM ") ? "psam" : "card"];
}
