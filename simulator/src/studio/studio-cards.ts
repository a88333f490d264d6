/** The cards that lie on the counter: cities and states of which a till has to make something. */

import type { Card } from "../card/card.js";
import { cardFor } from "../card/card-issue.js";
import { enrolProfile, type Holder, PROFILE_HOLDER } from "../centre/enrol-profile.js";
import { identityOfProfile } from "../centre/profile-centre.js";
import type { CardChip } from "../chip/chip.js";
import type { Profile } from "../profiles/profile.js";
import { findProfile } from "../profiles/profiles.js";
import type { World } from "../world/open-world.js";
import type { InBoth } from "./studio-state.js";

export type StudioCard = {
  readonly id: string;
  readonly city: InBoth;
  readonly note: InBoth;
  readonly chip: CardChip;
  readonly card: Card;
  readonly profile: Profile;
  /** At the centre of this counter. */
  readonly isRegistered: boolean;
  /** What its holder remembers. It never leaves this process. */
  readonly memory: { password: string };
  /** In a saved scenario: "own", or the number of a fresh card; undefined where a scenario cannot make one. */
  readonly saved: "own" | number | undefined;
};

const HANGZHOU = { en: "Hangzhou", zh: "杭州" };
const CHANGED = "654321";
const WRONG = Uint8Array.of(0x99, 0x99, 0x99);
const WINDOW = { window: "W-1", operator: "clerk" } as const;

type Kind = {
  readonly id: string;
  readonly note: InBoth;
  readonly number: number;
  readonly saved?: number;
  /** Of the city, and of the profile it comes from. */
  readonly make?: (city: Profile) => Profile;
  readonly isForeign?: true;
  /** What has happened to it. */
  readonly happened?: (world: World, card: StudioCard, holder: Holder) => Promise<unknown> | undefined;
};

const KINDS: readonly Kind[] = [
  { id: "second", note: { en: "initial password", zh: "初始密码" }, number: 2, saved: 2 },
  {
    id: "changed",
    note: { en: "password changed", zh: "已改密码" },
    number: 3,
    async happened(world, { card, profile, memory }, holder) {
      card.memory.transaction(() => card.inside.pin.personalise(bcd(CHANGED)));
      memory.password = CHANGED;
      await changedAtCentre(world, profile, holder);
    },
  },
  {
    id: "locked",
    note: { en: "password locked", zh: "密码已锁定" },
    number: 4,
    async happened(world, { card, profile }, holder) {
      while (card.inside.pin.triesLeft() > 0) card.inside.pin.verify(WRONG);
      await changedAtCentre(world, profile, holder);
    },
  },
  {
    id: "lost",
    note: { en: "reported lost", zh: "已挂失" },
    number: 5,
    happened: (world, { profile }, { document }) =>
      world.centre?.centre.call("reportLoss", {
        ...WINDOW,
        ref: "lost",
        vouching: { by: "holder", document },
        cardNumber: profile.card.applicationSerialNumber,
      }),
  },
  {
    id: "expired",
    note: { en: "expired", zh: "已过有效期" },
    number: 6,
    make: (city) => ({ ...city, card: { ...city.card, validUntil: "20251231" } }),
  },
  {
    id: "foreign",
    note: { en: "another city (medical-sm4)", zh: "外地卡 (medical-sm4)" },
    number: 2,
    make: () => findProfile("medical-sm4"),
    isForeign: true,
  },
];

/** The world's own card first. @param world of Hangzhou, as its till is */
export async function cardsOf(world: World): Promise<readonly StudioCard[]> {
  const own: StudioCard = {
    id: "own",
    city: HANGZHOU,
    note: { en: "initial password", zh: "初始密码" },
    chip: world.reader.slot(0).chip!,
    card: world.chips.card,
    profile: world.profile,
    isRegistered: true,
    memory: { password: world.profile.password.initial },
    saved: "own",
  };
  const others: StudioCard[] = [];
  for (const { id, note, number, saved, make = asItIs, isForeign, happened } of KINDS) {
    const profile = cardFor(make(world.profile), PROFILE_HOLDER.name, number);
    const made = world.newCard(profile);
    const city = isForeign ? { en: "elsewhere", zh: "外地" } : HANGZHOU;
    const memory = { password: profile.password.initial };
    const card: StudioCard = {
      ...{ id, city, note, ...made, profile, memory, saved },
      isRegistered: isForeign !== true,
    };
    const holder = holderOf(number);
    if (world.centre !== undefined && !isForeign)
      await enrolProfile(world.centre.centre.call, profile, {
        holder,
        openingBalanceFen: onCardFen(profile),
      });
    await happened?.(world, card, holder);
    others.push(card);
  }
  return [own, ...others];
}

/** Purse and medical account: the register has one balance for a card, and this counter asks for both. */
export function onCardFen({ purse, social }: Profile): number {
  return purse.openingBalanceFen.purse + (social?.medical.openingBalanceFen ?? 0);
}

/** For the till: a lost card stands on its list too. */
export function lostNumbers(cards: readonly StudioCard[]): readonly string[] {
  return cards.flatMap(({ id, profile }) => (id === "lost" ? [profile.card.applicationSerialNumber] : []));
}

function asItIs(city: Profile): Profile {
  return city;
}

function holderOf(number: number): Holder {
  const holderId = `33010219900101${1234 + number}`;
  return { holderId, name: PROFILE_HOLDER.name, document: { kind: "resident-id", number: holderId } };
}

async function changedAtCentre({ centre }: World, profile: Profile, { document }: Holder): Promise<void> {
  if (centre === undefined) return;
  const asked = { ...WINDOW, ref: `changed ${profile.card.applicationSerialNumber}` };
  const vouching = { by: "holder", document } as const;
  const { effects } = await centre.centre.call("changePassword", {
    ...asked,
    vouching,
    card: identityOfProfile(profile),
  });
  for (const { effect, kind } of effects)
    if (kind === "change-password") await centre.centre.call("reportEffect", { effect, done: true });
}

/** Two digits a byte. */
function bcd(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../g) ?? [], (two) => Number.parseInt(two, 16));
}
