/**
 * A simulated reader on a pseudo-terminal whose user card is changed by word, in a process of its own:
 *
 *     node reader-bench.js LINK PERSONA [SPEED]     seconds of its world in a real one, 1 unless given
 *
 * then lines on standard input, each done when a line was printed:
 *
 *     card transfer protocol=1 ta1=96 edc=crc ifsc=254      another card: of reader tests, or of a city profile
 *     card hangzhou password=246813 protocol=1              one whose holder has chosen a password of his own
 *     mute 54                                               the card does the next such command, says so, and is mute
 *     out, in, keys 123456#, restart                        as for duka-sim reader
 */
import { createInterface } from "node:readline";
import { RealClock, simulate } from "@duka/simulator";
import { openChips } from "@duka/simulator/card/open-chips";
import type { CardChip } from "@duka/simulator/chip/chip";
import { createTransferChip } from "@duka/simulator/chip/transfer-chip";
import { withInterface } from "@duka/simulator/line/card-interface";
import { parseInterface } from "@duka/simulator/line/interface-words";
import { servePty } from "@duka/simulator/reader/serve-pty";
import { createOperator, handsAt } from "@duka/simulator/world/operator";
import type { Persona } from "@duka/simulator/world/simulated-defaults";
import { cardWithPassword } from "../../support/card/changed-card.js";
import { fastClock } from "./fast-clock.js";

const SEED = 1;
const clock = fastClock(new RealClock(), Number(process.argv[4] ?? 1));
const persona = process.argv[3] as Persona;
const world = simulate({
  clock,
  persona,
  seed: SEED,
  inSlots: (chips) => [createTransferChip(), chips.psam],
});
const operator = createOperator(
  world.reader,
  handsAt(world.reader, () => undefined),
);
const service = await servePty(process.argv[2]!, world.reader.cable, clock);
process.stderr.write(`the reader is ready at ${service.link}\n`);
for await (const line of createInterface({ input: process.stdin })) process.stderr.write(`${obey(line)}\n`);

function obey(line: string): string {
  const card = /^card (\S+)(.*)$/.exec(line);
  if (card !== null) return change(card[1]!, card[2]!.trim());
  const mute = /^mute ([0-9A-F]{2})$/.exec(line);
  return mute === null ? operator.obey(line) : muteAfter(Number.parseInt(mute[1]!, 16), mute[1]!);
}

function muteAfter(ins: number, text: string): string {
  const socket = world.reader.slot(0);
  socket.behave({
    intercept(command, execute) {
      const response = execute();
      if (command[1] !== ins) return response;
      socket.behave({});
      process.stderr.write(`mute after ${text}\n`);
      return undefined;
    },
  });
  return `armed for ${text}`;
}

function change(kind: string, words: string): string {
  const { password, ...interfaceWords } = Object.fromEntries(new URLSearchParams(words.replaceAll(" ", "&")));
  world.reader.slot(0).swap(withInterface(chipOf(kind, password), parseInterface(interfaceWords)));
  return `slot 0: ${kind}`;
}

function chipOf(kind: string, password: string | undefined): CardChip {
  if (password !== undefined) return cardWithPassword(password).card;
  return kind === "transfer" ? createTransferChip() : openChips(kind, undefined, SEED).card;
}
