/**
 * The insurance centre of a world's city, in the same process and time: it has the keys that the cards of the profile
 * were made with, and the profile's own card is issued there and active.
 */
import type { CallCentre, CentreFaults } from "@duka/protocol/centre";
import type { Clock } from "@duka/protocol/transport";
import { callInProcess } from "../centre/call-in-process.js";
import { createCentre } from "../centre/centre.js";
import { type Enrolment, enrolProfile } from "../centre/enrol-profile.js";
import { type FaultyEntry, faultyEntry } from "../centre/faulty-entry.js";
import { centreOfProfile, identityOfProfile } from "../centre/profile-centre.js";
import { memoryStore, type StoreContents } from "../centre/store/store-memory.js";
import { onceFor } from "../profiles/once-for.js";
import type { Profile } from "../profiles/profile.js";
import { VirtualClock } from "../time/virtual-clock.js";

/** A pharmacy of Hangzhou (杭州). */
const INSTITUTION = "H330100001";

export type CityCentre = {
  /** For a till: an institution's own line to it. */
  readonly centre: { readonly institutionId: string; readonly simulated: true; readonly call: CallCentre };
  readonly entry: FaultyEntry;
  setFaults(faults: Partial<CentreFaults>): void;
  /** What waits for the holder at the centre, and what it thinks is on the card. */
  accounts(): Accounts;
};

type Accounts = { readonly holderFen: number; readonly cardFen: number };

/** @param clock the driver's: under virtual time a slow centre takes time */
export async function openCityCentre(
  clock: Clock,
  profile: Profile,
  enrolment: Enrolment = {},
): Promise<CityCentre> {
  const store = memoryStore(await enrolled(clock.wallMs(), profile, enrolment));
  const entry = faultyEntry(createCentre({ clock, store, ...centreOfProfile(profile) }));
  const call = callInProcess(entry, clock);
  const { cardNumber } = identityOfProfile(profile, enrolment.cardNumber);
  return {
    centre: { institutionId: INSTITUTION, simulated: true, call },
    entry,
    setFaults: (faults) => void entry.setFaults({ ...entry.faults(), ...faults }),
    accounts() {
      const accounts = accountsAt(entry, cardNumber);
      if (accounts === undefined) throw new Error("the centre does not answer for its own card");
      return accounts;
    },
  };
}

/** A campaign opens its worlds at one date, and gives them a few kinds of holders. */
const REGISTERS_MAX = 64;
const registersOf = onceFor((_profile: Profile) => new Map<string, Promise<StoreContents>>());

/** What the centre keeps once the profile's card is issued: worked out once for all worlds of a process. */
function enrolled(nowMs: number, profile: Profile, enrolment: Enrolment): Promise<StoreContents> {
  const registers = registersOf(profile);
  const key = JSON.stringify([nowMs, enrolment]);
  const known = registers.get(key) ?? enrolledAt(nowMs, profile, enrolment);
  if (registers.size >= REGISTERS_MAX) registers.clear();
  registers.set(key, known);
  return known;
}

async function enrolledAt(nowMs: number, profile: Profile, enrolment: Enrolment): Promise<StoreContents> {
  const store = memoryStore();
  const clock = new VirtualClock(nowMs);
  const centre = createCentre({ clock, store, ...centreOfProfile(profile) });
  await enrolProfile(callInProcess(faultyEntry(centre), clock.driver), profile, enrolment);
  return store.contents();
}

/** Undefined for a card that the centre does not know. */
export function accountsAt(entry: FaultyEntry, cardNumber: string): Accounts | undefined {
  const [answer] = entry.receive("findCard", { cardNumber }).answers;
  if (answer === undefined || !answer.ok) return undefined;
  const { card, holder } = answer.body as { card: { balanceFen: number }; holder: { accountFen: number } };
  return { holderFen: holder.accountFen, cardFen: card.balanceFen };
}
