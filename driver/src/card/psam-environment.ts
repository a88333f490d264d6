/**
 * INITIALIZE ENVIRONMENT (P9 9.3): a PSAM that has keys for two ciphers chooses between them by the region of the card
 * (P7 5.3). Others do not know the command, and are not asked again.
 */
import { initializeEnvironment } from "@duka/protocol/commands";
import { parseHex } from "@duka/protocol/layout";
import type { CardSession } from "./card-session.js";
import type { Psam } from "./psam.js";

const REMEMBERED_MAX = 1000;
const SW_UNKNOWN: readonly number[] = [0x6a81, 0x6a86, 0x6d00, 0x6e00];

const without = new Set<string>();
/** Of each powered PSAM, the card that it was told of last: first byte of its identification code. */
const told = new WeakMap<CardSession, string>();

/**
 * Told once for each card. What it says to that counts for nothing here: a key that it cannot make is refused when it
 * is asked for, in words of its own.
 * @param region 6 digits
 * @throws ReaderError; EquipmentError when its application cannot be selected again
 */
export async function chooseEnvironment(psam: Psam, region: string): Promise<void> {
  const first = region.slice(0, 2);
  if (without.has(psam.terminalId) || told.get(psam.session) === first) return;
  told.set(psam.session, first);
  const answer = await psam.session.send(initializeEnvironment, { region: parseHex(first) });
  if (answer.ok) return psam.select();
  if (!SW_UNKNOWN.includes(answer.sw)) return;
  if (without.size >= REMEMBERED_MAX) without.clear();
  without.add(psam.terminalId);
}
