/** `duka-sim replay FILE`: the reads of a recorded session, asked again by the driver of now. */
import { EXIT_REFUSED, type Terminal } from "@duka/protocol/command-line";
import { formatHex } from "@duka/protocol/layout";
import { VirtualClock } from "../../time/virtual-clock.js";
import { loadDriver, loadTrace } from "../../world/load-driver.js";
import type { RecordedExchange, RecordedSession } from "../../world/recorded/recorded-session.js";
import { recordedSession, simulateSession } from "../../world/recorded/simulate-recorded.js";

type Replayed = {
  readonly atMs: number;
  readonly slot: number;
  readonly command: string;
  readonly what: "same" | "differs" | "not replayed";
  /** What the driver reads in the answer; why it differs, or was not asked. */
  readonly words: string;
};

const EXCHANGE_MS = 30_000;
const MORE_DATA = 0x61;
const GET_RESPONSE = [0x00, 0xc0, 0x00, 0x00];

/** @throws RangeError when the file is no trace */
export async function runReplayTrace(
  terminal: Terminal,
  exit: (code: number) => void,
  file: string,
  { json, withPersonalData }: { readonly json?: true; readonly withPersonalData?: true },
): Promise<void> {
  const session = await recordedSession(file);
  const steps = await replay(session, withPersonalData ?? false);
  const count = (what: Replayed["what"]): number => steps.filter((step) => step.what === what).length;
  const counts = { same: count("same"), differs: count("differs"), notReplayed: count("not replayed") };
  if (json) terminal.out(`${JSON.stringify({ file, ...counts, steps })}\n`);
  else {
    for (const step of steps) terminal.out(`${stepText(step)}\n`);
    terminal.out(
      `${counts.same} steps replayed, ${counts.differs} differ, ${counts.notReplayed} cannot be replayed\n`,
    );
  }
  if (counts.differs > 0) exit(EXIT_REFUSED);
}

/** Through the simulated reader with the firmware that is flashed: line, GET RESPONSE and all. */
async function replay(session: RecordedSession, isOpen: boolean): Promise<readonly Replayed[]> {
  const { readers } = await loadDriver();
  const { createTraceReader } = await loadTrace();
  const clock = new VirtualClock(0);
  const simulation = simulateSession(session, { clock });
  const reader = await readers.openReaderOn(async () => simulation.link, {
    address: "sim:",
    clock: clock.driver,
    simulated: true,
  });
  const steps: Replayed[] = [];
  try {
    for (const slot of session.atrs.keys()) await reader.slot(slot).open(EXCHANGE_MS);
    for (const exchange of session.exchanges) steps.push(await again(exchange));
  } finally {
    await reader.close();
    await simulation.close();
  }
  return steps;

  async function again(exchange: RecordedExchange): Promise<Replayed> {
    const { atMs, slot, name, command, answer, not } = exchange;
    const told = { atMs, slot, command: name };
    if (not !== undefined) return { ...told, what: "not replayed", words: not };
    const found = await askedOf(slot, command, isMoreData(answer));
    const isSame = Buffer.from(found).equals(answer);
    if (!isSame)
      return { ...told, what: "differs", words: `${formatHex(answer)} then, ${formatHex(found)} now` };
    return { ...told, what: "same", words: isOpen ? wordsOf(command, found) : statusOf(found) };
  }

  /** @param isLeft what the card has more was not fetched then either */
  async function askedOf(slot: number, command: Uint8Array, isLeft: boolean): Promise<Uint8Array> {
    const card = reader.slot(slot);
    let answer: Uint8Array = await card.exchange(command, EXCHANGE_MS);
    while (!isLeft && isMoreData(answer)) {
      const fetch = Uint8Array.of(...GET_RESPONSE, answer[answer.length - 1]!);
      const more = await card.exchange(fetch, EXCHANGE_MS);
      answer = Uint8Array.from([...answer.subarray(0, -2), ...more]);
    }
    return answer;
  }

  /** As `duka trace` shows them. */
  function wordsOf(command: Uint8Array, answer: Uint8Array): string {
    const read = createTraceReader();
    read(`0.000 a | > ${formatHex(command)}`);
    return read(`0.000 a | < ${formatHex(answer)}`)?.words ?? "";
  }
}

function isMoreData(answer: Uint8Array): boolean {
  return answer[answer.length - 2] === MORE_DATA;
}

function statusOf(answer: Uint8Array): string {
  return `${answer.length - 2} bytes, ${formatHex(answer.subarray(-2))}`;
}

function stepText({ atMs, slot, command, what, words }: Replayed): string {
  return `${atMs.toFixed(3).padStart(11)}  slot ${slot}  ${command.padEnd(28)} ${what}: ${words}`;
}
