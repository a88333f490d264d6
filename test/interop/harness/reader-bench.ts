/**
 * A simulated reader on a pseudo-terminal whose user card is changed by word, in a process of its own:
 *
 *     node reader-bench.js LINK PERSONA
 *
 * then lines on standard input, each done when a line was printed:
 *
 *     card transfer protocol=1 ta1=96 edc=crc ifsc=254      another card: of reader tests, or of a city profile
 *     out, in, keys 123456#, restart                        as for duka-sim reader
 */
import { createInterface } from "node:readline";
import { RealClock, simulate } from "@duka/simulator";
import type { CardChip } from "@duka/simulator/card/chip";
import { openChips } from "@duka/simulator/card/open-chips";
import { createTransferChip } from "@duka/simulator/card/transfer-chip";
import { createHands } from "@duka/simulator/hands";
import { withInterface } from "@duka/simulator/line/card-interface";
import { parseInterface } from "@duka/simulator/line/interface-words";
import { servePty } from "@duka/simulator/serve-pty";
import type { Persona } from "@duka/simulator/simulated-spec";

const SEED = 1;
const clock = new RealClock();
const persona = process.argv[3] as Persona;
const world = simulate({
  clock,
  persona,
  seed: SEED,
  inSlots: (chips) => [createTransferChip(), chips.psam],
});
const hands = createHands(world.reader, () => undefined);
const service = await servePty(process.argv[2]!, world.reader.cable, clock);
process.stderr.write(`the reader is ready at ${service.link}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  const words = /^card (\S+)(.*)$/.exec(line);
  process.stderr.write(`${words === null ? hands.obey(line) : change(words[1]!, words[2]!.trim())}\n`);
}

function change(kind: string, words: string): string {
  const of = parseInterface(Object.fromEntries(new URLSearchParams(words.replaceAll(" ", "&"))));
  const chip: CardChip = kind === "transfer" ? createTransferChip() : openChips(kind, undefined, SEED).card;
  world.reader.slot(0).swap(withInterface(chip, of));
  return `slot 0: ${kind} ${words}`;
}
