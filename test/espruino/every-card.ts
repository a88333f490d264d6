/**
 * Cards of both protocols, speeds and personas on the real interpreter. What a pseudo-terminal cannot carry is the
 * speed itself.
 */
import { openReader } from "@duka/driver";
import { createTransferChip } from "@duka/simulator/chip/transfer-chip";
import { type CardInterface, withInterface } from "@duka/simulator/line/card-interface";
import { bytes } from "../support/values/hex.js";
import { sellByKeypad } from "./keypad-sale.js";
import type { RealReader } from "./real-reader.js";
import { OPEN_MS, sell } from "./sale.js";

/** Name, what the card offers, and what is in force in the end. */
const CARDS: readonly [name: string, of: CardInterface, protocol: number, fiDi: number][] = [
  ["T=1", { protocol: "T=1" }, 1, 0x11],
  ["T=1 with CRC", { protocol: "T=1", edc: "CRC" }, 1, 0x11],
  ["T=1 after PPS 96, IFSC 254", { protocol: "T=1", ta1: 0x96, ifsc: 254 }, 1, 0x96],
  ["T=1 with CRC after PPS 97", { protocol: "T=1", ta1: 0x97, edc: "CRC" }, 1, 0x97],
  ["T=0 after PPS 96", { ta1: 0x96 }, 0, 0x96],
];
const PERSONAS = ["pinpad", "sec1210", "pos"] as const;
const KEYPAD_CARDS: readonly [name: string, of: CardInterface][] = [
  ["T=0", {}],
  ["T=1", { protocol: "T=1" }],
];
const LONG = 512;
const EXCHANGE_MS = 30_000;

type RealCheck = readonly [name: string, run: (real: RealReader) => Promise<string | undefined>];

export const EVERY_CARD: readonly RealCheck[] = [
  ...CARDS.map(
    ([name, of, protocol, fiDi]): RealCheck => [
      `a sale with a card that speaks ${name}`,
      async (real) => {
        const sale = (await sell(real, 1, of))[0]!;
        if (sale.line?.protocol !== protocol || sale.line.fiDi !== fiDi) {
          throw new Error(`in force are ${JSON.stringify(sale.line)}`);
        }
        return `${sale.ms.toFixed(0)} ms`;
      },
    ],
  ),
  ...([{}, { edc: "CRC", ifsc: 254 }] as const).map(
    (of): RealCheck => [
      `T=1 chains ${LONG} bytes out and in, ${JSON.stringify(of)}`,
      async (real) => {
        await echo(real, { protocol: "T=1", ...of });
        return undefined;
      },
    ],
  ),
  ...PERSONAS.map(
    (persona): RealCheck => [
      `the persona ${persona} by Escape and restart: kept, and it sells`,
      async (real) => {
        const startsBefore = real.starts();
        await become(real, persona);
        if (real.starts() !== startsBefore + 1) throw new Error(`${real.starts()} starts`);
        const { ms } = (await sell(real, 1, { protocol: "T=1", ta1: 0x96 }))[0]!;
        return `${ms.toFixed(0)} ms`;
      },
    ],
  ),
  ...KEYPAD_CARDS.map(
    ([name, of]): RealCheck => [
      `a sale with 12 digits typed on the keypad, ${name}`,
      (real) => sellByKeypad(real, of),
    ],
  ),
];

async function become(real: RealReader, persona: (typeof PERSONAS)[number]): Promise<void> {
  const before = await openReader(`serial:${real.hostPath}`, { deadlineMs: OPEN_MS });
  await before.duka!.setPersona(persona);
  await before.close();
  const after = await openReader(`serial:${real.hostPath}`, { deadlineMs: OPEN_MS });
  const { identity } = after;
  await after.close();
  if (identity?.persona !== persona) throw new Error(`it is a ${identity?.persona}`);
}

/** 512 bytes in one extended APDU, and back. */
export async function echo(real: RealReader, of: CardInterface): Promise<void> {
  real.sockets[0]!.insert(withInterface(createTransferChip(), of));
  const reader = await openReader(`serial:${real.hostPath}`, { deadlineMs: OPEN_MS });
  try {
    const slot = reader.slot(0);
    await slot.open(EXCHANGE_MS);
    const data = Uint8Array.from({ length: LONG }, (_, index) => index % 251);
    const length = Uint8Array.of(0, LONG >> 8, LONG & 0xff);
    const command = Uint8Array.of(...bytes("80 16 00 00"), ...length, ...data, 0, 0);
    const answer = await slot.exchange(command, EXCHANGE_MS);
    const isEqual = data.every((byte, index) => answer[index] === byte);
    if (answer.length !== LONG + 2 || !isEqual) throw new Error(`${answer.length} bytes came back`);
  } finally {
    await reader.close();
    real.sockets[0]!.remove();
  }
}
