/** What the words of `duka-sim reader` mean: which chips are in the slots, how fast the host line is, how bad. */
import { openChips } from "../card/open-chips.js";
import { createTransferChip } from "../chip/transfer-chip.js";
import { cableNoise } from "../line/noise.js";
import { profileOf } from "../profiles/profile-file.js";
import type { SimulatedReader } from "../reader/simulated-reader.js";
import { seededRandom } from "../time/random.js";
import { TRANSFER } from "../world/simulated-defaults.js";
import type { SimulationOptions } from "../world/simulation.js";

export type CardWords = {
  readonly card?: string;
  readonly sam?: string;
  readonly profile: string;
  readonly state?: string;
};

/** Apart from the seed of the cards, so that noise does not change what they answer. */
const NOISE_STREAM = 0x6e6f6973;

/**
 * Profile of the user card and PSAM, and what lies in the slots in their place.
 * @throws RangeError for an unknown profile, or a SAM of its own together with a state file, which holds card and PSAM
 *   of one city
 */
export function cardsOf(words: CardWords, seed: number): Pick<SimulationOptions, "profile" | "inSlots"> {
  const { card, sam, state } = words;
  const profile = profileOfCard(words);
  profileOf(profile);
  if (card !== TRANSFER && sam === undefined) return { profile };
  if (state !== undefined) {
    throw new RangeError(
      `--state keeps the card and the PSAM of one profile: leave out ${sam === undefined ? "--card transfer" : "--sam"}`,
    );
  }
  const otherSam = sam === undefined ? undefined : openChips(profileOf(sam), undefined, seed).psam;
  return {
    profile,
    inSlots: (chips) => [card === TRANSFER ? createTransferChip(0) : chips.card, otherSam ?? chips.psam],
  };
}

/** Another card of the same kind. There is only one PSAM. */
export function spareCard(words: CardWords, seed: number, slot: number) {
  if (slot !== 0) return undefined;
  if (words.card === TRANSFER) return createTransferChip(1);
  return openChips(profileOf(profileOfCard(words)), undefined, (seed + 1) >>> 0).card;
}

/** @throws RangeError when it is no speed that a serial line may have */
export function parseBaud(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const baud = Number(text);
  if (/^[0-9]+$/.test(text) && baud >= 1200 && baud <= 10_000_000) return baud;
  throw new RangeError(`--baud must be a whole number from 1200 to 10000000, not "${text}"`);
}

/** @throws RangeError when it is no share */
export function parseNoise(text: string | undefined): number {
  return parseShare("--noise", "bytes", text);
}

/** @param what the share is one of @returns 0 where the option is absent @throws RangeError when it is no share */
export function parseShare(option: string, what: string, text: string | undefined): number {
  if (text === undefined) return 0;
  if (/^(?:0|1|0?\.[0-9]+|1\.0+)$/.test(text)) return Number(text);
  throw new RangeError(`${option} must be a share of ${what} from 0 to 1, such as 0.001, not "${text}"`);
}

/** Damages bytes of the host line from now on, the same ones for the same seed. */
export function makeNoise(reader: SimulatedReader, rate: number, seed: number): void {
  if (rate > 0) reader.cable.onByte(cableNoise(rate, seededRandom(seed, NOISE_STREAM)));
}

function profileOfCard({ card, profile }: CardWords): string {
  return card === undefined || card === TRANSFER ? profile : card;
}
