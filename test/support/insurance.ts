/** The simulated insurance centre, with the keys that the purse card of a profile was made with, and that card issued and active. */
import type { Centre } from "@duka/driver/settlement/centre";
import type { CentreFaults } from "@duka/protocol/centre/faults";
import type { Clock } from "@duka/protocol/transport";
import { callInProcess } from "@duka/simulator/centre/call-in-process";
import { createCentre } from "@duka/simulator/centre/centre";
import { type FrontDoor, frontDoor } from "@duka/simulator/centre/front-door";
import { centreOfProfile, identityOfProfile } from "@duka/simulator/centre/profile-centre";
import type { Profile } from "@duka/simulator/profiles/profile";

export const INSTITUTION = "H330100001";
const WINDOW = { window: "W-1", operator: "clerk" };
const DOCUMENT = { kind: "resident-id", number: "330102199001011234" } as const;
export const VOUCHING = { by: "holder", document: DOCUMENT } as const;
const HOLDER = "330102199001011234";

export type Insurance = {
  readonly centre: Centre;
  readonly door: FrontDoor;
  setFaults(faults: Partial<CentreFaults>): void;
  /** What waits for the holder at the centre, and what it thinks is on the card. */
  accounts(): Promise<{ readonly holderFen: number; readonly cardFen: number }>;
};

/** What differs from the card of the profile. */
export type Insured = {
  readonly allottedFen?: number;
  /** Under which it is registered: that of its purse by default. */
  readonly cardNumber?: string;
  /** On the card as the register knows it: that of its purse by default. */
  readonly openingBalanceFen?: number;
};

export async function openInsurance(
  clock: Clock,
  profile: Profile,
  insured: Insured = {},
): Promise<Insurance> {
  const door = frontDoor(createCentre({ clock, ...centreOfProfile(profile) }));
  await issueTestCard(door, clock, profile, insured);
  const call = callInProcess(door, clock);
  const card = identityOfProfile(profile, insured.cardNumber);
  return {
    centre: { institutionId: INSTITUTION, simulated: true, call },
    door,
    setFaults: (faults) => void door.setFaults({ ...door.faults(), ...faults }),
    async accounts() {
      const found = door.receive("findCard", { cardNumber: card.cardNumber }).answers[0]?.body as {
        card: { balanceFen: number };
        holder: { accountFen: number };
      };
      return { holderFen: found.holder.accountFen, cardFen: found.card.balanceFen };
    },
  };
}

/** The holder is enrolled, the profile's card issued and active, and money waits in the account. */
export async function issueTestCard(
  door: FrontDoor,
  clock: Clock,
  profile: Profile,
  { allottedFen = 100_00, cardNumber, openingBalanceFen }: Insured = {},
): Promise<void> {
  const call = callInProcess(door, clock);
  const card = identityOfProfile(profile, cardNumber);
  await call("enrolHolder", {
    ...WINDOW,
    ref: "1",
    holderId: HOLDER,
    name: "张三",
    document: DOCUMENT,
    region: card.region,
  });
  await call("issueCard", {
    ...WINDOW,
    ref: "2",
    vouching: VOUCHING,
    holderId: HOLDER,
    card,
    version: "2.0",
    validUntil: "20331231",
    openingBalanceFen: openingBalanceFen ?? profile.purse.openingBalanceFen.purse,
    medical: true,
  });
  await call("activateCard", { ...WINDOW, ref: "3", vouching: VOUCHING, card });
  await call("allot", { ...WINDOW, ref: "4", holderId: HOLDER, amountFen: allottedFen });
}
