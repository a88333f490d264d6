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
import type { Profile } from "../profiles/profile.js";

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
  const entry = faultyEntry(createCentre({ clock, ...centreOfProfile(profile) }));
  const call = callInProcess(entry, clock);
  await enrolProfile(call, profile, enrolment);
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

/** Undefined for a card that the centre does not know. */
export function accountsAt(entry: FaultyEntry, cardNumber: string): Accounts | undefined {
  const [answer] = entry.receive("findCard", { cardNumber }).answers;
  if (answer === undefined || !answer.ok) return undefined;
  const { card, holder } = answer.body as { card: { balanceFen: number }; holder: { accountFen: number } };
  return { holderFen: holder.accountFen, cardFen: card.balanceFen };
}
