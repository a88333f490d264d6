/**
 * What a card holds, decoded, as JSON has it: never a key, never the password. Amounts in fen, bytes in hexadecimal.
 */
import { decodeGb18030 } from "@duka/protocol/gb18030";
import { formatHex } from "@duka/protocol/layout";
import type { Card } from "../card/card.js";
import type { Chips } from "../card/open-chips.js";
import type { Electrical } from "../chip/chip.js";
import { serialNumberOf } from "../files/identity.js";
import type { PurseAccount } from "../purse/purse-account.js";
import { type FileContents, filesOf, recordFile, transparentFile } from "./card-files.js";
import { type LockContents, locksOf } from "./card-locks.js";
import { type PsamContents, psamContents } from "./psam-contents.js";

export type AccountContents = {
  readonly balanceFen: number;
  readonly overdraftLimitFen: number;
  readonly onlineSequence: number;
  readonly offlineSequence: number;
};

type SocialContents = {
  readonly identification: string;
  readonly cardClass: string;
  readonly layout: string;
  readonly issuer: string;
  readonly issueDate: string;
  readonly validUntil: string;
  readonly cardNumber: string;
  readonly socialSecurityNumber: string;
  readonly sex: string;
  readonly nation: string;
  readonly birthplace: string;
  readonly birthday: string;
};

export type CardContents = {
  readonly profile: string;
  readonly atr: string;
  readonly application: {
    readonly serialNumber: string;
    readonly issuer: string;
    readonly version: string;
    readonly validFrom: string;
    readonly validUntil: string;
  };
  readonly holder: { readonly name: string; readonly idNumber: string };
  /** The password itself is no one's business. */
  readonly password: { readonly triesLeft: number; readonly triesMax: number };
  readonly deposit: AccountContents;
  readonly purse: AccountContents;
  /** Null on a plain purse. */
  readonly social: SocialContents | null;
  readonly medical: Omit<AccountContents, "overdraftLimitFen"> | null;
  readonly locks: LockContents;
  readonly electrical: Electrical;
  readonly files: readonly FileContents[];
  /** The terminal's, which the file holds too. */
  readonly psam: PsamContents;
};

/** Both chips are as after a reset. */
export function contentsOf(chips: Chips): CardContents {
  const { card, profile } = chips;
  const { master, pin, purse, medical } = card.inside;
  const social = profile.social === null ? undefined : environmentOf(card);
  const data = transparentFile(master, PURSE, 0x0015);
  const bytes = data.bytes(0, data.size);
  return {
    profile: profile.name,
    atr: formatHex(card.reset()),
    application: {
      serialNumber: serialNumberOf(data),
      issuer: hexOf(bytes.subarray(0, 8)),
      version: hexOf(bytes.subarray(9, 10)),
      validFrom: hexOf(bytes.subarray(20, 24)),
      validUntil: hexOf(bytes.subarray(24, 28)),
    },
    holder: holderOf(card, social),
    password: { triesLeft: pin.triesLeft(), triesMax: profile.password.retryLimit },
    deposit: accountOf(purse.account(1)!),
    purse: accountOf(purse.account(2)!),
    social: social === undefined ? null : socialOf(social),
    medical:
      medical === undefined
        ? null
        : {
            balanceFen: medical.balanceFen.get(),
            onlineSequence: medical.onlineSequence.get(),
            offlineSequence: medical.offlineSequence.get(),
          },
    locks: locksOf(chips),
    electrical: card.electrical,
    files: filesOf(master),
    psam: psamContents(chips),
  };
}

const PURSE = 0x3f01;
const ENVIRONMENT = 0xdf00;

function accountOf({
  balanceFen,
  overdraftLimitFen,
  onlineSequence,
  offlineSequence,
}: PurseAccount): AccountContents {
  return {
    balanceFen: balanceFen.get(),
    overdraftLimitFen: overdraftLimitFen.get(),
    onlineSequence: onlineSequence.get(),
    offlineSequence: offlineSequence.get(),
  };
}

/** The values of EF05 and EF06 by their tags. */
function environmentOf({ inside: { master } }: Card): ReadonlyMap<number, Uint8Array> {
  const values = new Map<number, Uint8Array>();
  for (const fileId of [0xef05, 0xef06]) {
    const file = recordFile(master, ENVIRONMENT, fileId);
    for (let number = 1; number <= file.count(); number++) {
      const record = file.record(number);
      values.set(record[0]!, record.slice(2, 2 + record[1]!));
    }
  }
  return values;
}

function withoutPadding(part: Uint8Array): Uint8Array {
  const zero = part.indexOf(0);
  return zero < 0 ? part : part.subarray(0, zero);
}

function holderOf(
  { inside: { master } }: Card,
  social: ReadonlyMap<number, Uint8Array> | undefined,
): CardContents["holder"] {
  const file = transparentFile(master, PURSE, 0x0016);
  const short = decodeGb18030(file.bytes(2, 20));
  const idNumber = textOf(file.bytes(22, 32));
  if (social === undefined) return { name: short, idNumber };
  const parts = [social.get(0x09) ?? NOTHING, social.get(0x4e) ?? NOTHING];
  // A character may begin in 09 and end in 4E.
  const name = decodeGb18030(Uint8Array.from(parts.flatMap((part) => Array.from(withoutPadding(part)))));
  return { name, idNumber };
}

function socialOf(values: ReadonlyMap<number, Uint8Array>): SocialContents {
  const hex = (tag: number): string => hexOf(values.get(tag) ?? NOTHING);
  const text = (tag: number): string => textOf(values.get(tag) ?? NOTHING);
  return {
    identification: hex(0x01),
    cardClass: text(0x02),
    layout: text(0x03),
    issuer: hex(0x04),
    issueDate: hex(0x05),
    validUntil: hex(0x06),
    cardNumber: text(0x07),
    socialSecurityNumber: text(0x08),
    sex: text(0x0a),
    nation: hex(0x0b),
    birthplace: hex(0x0c),
    birthday: hex(0x0d),
  };
}

const NOTHING = new Uint8Array(0);

function hexOf(bytes: Uint8Array): string {
  return formatHex(bytes).replaceAll(" ", "");
}

/** Up to the 00 that fill it up. */
function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder("latin1").decode(end < 0 ? bytes : bytes.subarray(0, end));
}
