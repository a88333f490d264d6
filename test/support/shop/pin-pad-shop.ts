/**
 * A shop whose card-holder types a password of his own on the reader's keypad, with eyes on the display and ears on the
 * cable.
 */
import { hangzhou } from "@duka/driver/password/city-profile";
import type { SecurePin, Transport } from "@duka/protocol/transport";
import { cardWithPassword } from "../card/changed-card.js";
import { openShop, type Shop, type ShopOptions } from "./shop.js";

/** Hangzhou, if it had passwords of 6 to 12 digits. */
export const LONG_PASSWORDS = {
  ...hangzhou,
  password: { ...hangzhou.password, lengthMax: 12 },
};

export type PinPadShop = Shop & {
  /** What the display said, one entry for each change, lines joined by "|". */
  readonly shown: readonly string[];
  /** Every byte that left the reader. */
  readonly left: readonly number[];
};

const LOOK_MS = 5;

export async function openPinPadShop(password: string, options: ShopOptions = {}): Promise<PinPadShop> {
  const chips = cardWithPassword(password);
  return watched(
    await openShop({
      ...options,
      inSlots: () => [chips.card, chips.psam],
      account: { profile: LONG_PASSWORDS, pinPad: true, ...options.account },
    }),
  );
}

/** With eyes and ears. */
export function watched(shop: Shop): PinPadShop {
  const shown: string[] = [];
  const left: number[] = [];
  const { cable, panel } = shop.world.reader;
  cable.onByte((direction, byte) => {
    if (direction === "to-host") left.push(byte);
    return undefined;
  });
  const look = (): void => {
    const now = panel.lines.join("|");
    if (now !== shown.at(-1)) shown.push(now);
    shop.world.time.after(LOOK_MS, look);
  };
  look();
  return Object.assign(shop, { shown, left });
}

/** The same reader with another keypad; undefined: with none. */
export function withPinPad<R extends { slot(index: number): Transport }>(
  reader: R,
  securePin: SecurePin | undefined,
): R {
  return { ...reader, slot: (index: number) => ({ ...reader.slot(index), securePin }) };
}

/** Runs until something has been shown. */
export async function untilShown(shop: PinPadShop, what: RegExp): Promise<void> {
  for (let looks = 0; !what.test(shop.shown.at(-1) ?? ""); looks++) {
    if (looks > 10_000) throw new Error(`never shown: ${what}; but ${shop.shown.join(" then ")}`);
    await new Promise<void>((resolve) => shop.reader.clock.after(LOOK_MS, resolve));
  }
}
