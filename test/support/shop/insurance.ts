/**
 * The simulated insurance centre, with the keys that the purse card of a profile was made with, and that card issued
 * and active.
 */
import type { Centre } from "@duka/driver/centre/centre";
import type { CentreFaults } from "@duka/protocol/centre/faults";
import type { Clock } from "@duka/protocol/transport";
import { callInProcess } from "@duka/simulator/centre/call-in-process";
import { createCentre } from "@duka/simulator/centre/centre";
import { type Enrolment, enrolProfile, PROFILE_HOLDER } from "@duka/simulator/centre/enrol-profile";
import { type FaultyEntry, faultyEntry } from "@duka/simulator/centre/faulty-entry";
import { centreOfProfile, identityOfProfile } from "@duka/simulator/centre/profile-centre";
import type { Profile } from "@duka/simulator/profiles/profile";

export const INSTITUTION = "H330100001";
export const VOUCHING = { by: "holder", document: PROFILE_HOLDER.document } as const;

export type Insurance = {
  readonly centre: Centre;
  readonly entry: FaultyEntry;
  setFaults(faults: Partial<CentreFaults>): void;
  /** What waits for the holder at the centre, and what it thinks is on the card. */
  accounts(): Promise<{ readonly holderFen: number; readonly cardFen: number }>;
};

export async function openInsurance(
  clock: Clock,
  profile: Profile,
  insured: Enrolment = {},
): Promise<Insurance> {
  const entry = faultyEntry(createCentre({ clock, ...centreOfProfile(profile) }));
  const call = callInProcess(entry, clock);
  await enrolProfile(call, profile, insured);
  const card = identityOfProfile(profile, insured.cardNumber);
  return {
    centre: { institutionId: INSTITUTION, simulated: true, call },
    entry,
    setFaults: (faults) => void entry.setFaults({ ...entry.faults(), ...faults }),
    async accounts() {
      const found = entry.receive("findCard", { cardNumber: card.cardNumber }).answers[0]?.body as {
        card: { balanceFen: number };
        holder: { accountFen: number };
      };
      return { holderFen: found.holder.accountFen, cardFen: found.card.balanceFen };
    },
  };
}
