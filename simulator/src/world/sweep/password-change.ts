/**
 * A holder who changes the password, and types what he knows of afterwards: at a sale the new one, and the old one
 * where that was wrong.
 */
import type { AskPassword } from "@duka/driver";
import { loadDriver } from "../load-driver.js";
import type { World } from "../open-world.js";
import { type Ended, ended, type Move } from "./move.js";

const NEW = "246810";

type HolderOfPassword = {
  readonly askPassword: AskPassword;
  /** The card, and its first password. */
  meets(world: World): void;
  /** How often what was typed was not the card's password. */
  mistakes(): number;
  /** What a card's password is now: one of these two, or neither. */
  passwordOf(world: World): "old" | "new" | "neither";
};

export async function holderWithNewPassword(): Promise<HolderOfPassword> {
  const { driver } = await loadDriver();
  let world: World | undefined;
  let mistakes = 0;
  const type = (digits: string, isTried: boolean) => {
    if (isTried && world !== undefined && !isStored(world, digits)) mistakes++;
    return driver.Password.fromDigits(digits);
  };
  return {
    async askPassword({ what = "current", ask }) {
      const old = world?.profile.password.initial ?? "";
      if (what === "old") return type(old, true);
      if (what === "new" || what === "again") return type(NEW, false);
      return type(ask === 1 ? NEW : old, true);
    },
    meets(one) {
      world = one;
    },
    mistakes: () => mistakes,
    passwordOf(one) {
      if (isStored(one, NEW)) return "new";
      return isStored(one, one.profile.password.initial) ? "old" : "neither";
    },
  };
}

function isStored({ chips }: World, digits: string): boolean {
  const even = digits.length % 2 === 0 ? digits : `${digits}F`;
  return chips.card.inside.pin.isStored(Uint8Array.from(Buffer.from(even, "hex")));
}

export function passwordChange(world: World): Move {
  const ref = "P-1";
  const work = async () => {
    const end = await world.till.changePassword();
    return "changed" in end
      ? { outcome: "changed", reasonCode: null }
      : { outcome: "refused", reasonCode: end.code };
  };
  return { ref, changeFen: 0, ask: () => ended(ref, work()) };
}

const WRONG = /63 C[0-9A-F]$/;
const DONE = "90 00";
/** CLA, INS, P1, P2, Lc, and a byte of a password at least: VERIFY without data is a question. */
const WITH_PASSWORD = /^[0-9A-F]{2} (20|5E)( \S\S){3} \S/;

/** @param told what the till said of the change, first and last */
export function faultsOfPassword(
  world: World,
  holder: HolderOfPassword,
  told: readonly Ended[],
  next: Ended,
): readonly string[] {
  const stored = holder.passwordOf(world);
  const isTold = told.some(({ outcome }) => outcome === "changed");
  const tries = world.log.events.filter(
    (event) =>
      event.type === "apdu" &&
      event.chip === "card" &&
      WITH_PASSWORD.test(event.apdu) &&
      WRONG.test(event.answer),
  );
  const mistakes = holder.mistakes();
  return [
    ...(stored === "neither" ? ["lost: the card has neither the old password nor the new one"] : []),
    ...(isTold && stored !== "new"
      ? ["lost: the till said that the password was changed, and it was not"]
      : []),
    ...(tries.length > mistakes
      ? [`the machine has spent ${tries.length - mistakes} tries of the password by itself`]
      : []),
    ...(next.outcome === "committed"
      ? []
      : [`lost: with the password that the holder has the next sale is "${next.text}"`]),
  ];
}

/** A counter that is written behind the compare gives whoever cuts the power a free guess. */
export function faultsOfCounter({ log }: World): readonly string[] {
  let written = 0;
  for (const event of log.events) {
    if (event.type === "memory" && event.chip === "card") written++;
    if (event.type !== "apdu" || event.chip !== "card") continue;
    const isTry = WITH_PASSWORD.test(event.apdu);
    if (isTry && event.answer === DONE && written === 0)
      return [`${event.command} compared a password, and had not written its counter before`];
    written = 0;
  }
  return [];
}
