import { explainLdt33 } from "@duka/driver/explain/explain";
import type { SSCardResult } from "@duka/driver/sscard";
import { SSCARD_CODES } from "@duka/driver/sscard/result";
import { encodeGb18030 } from "@duka/protocol/gb18030";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { at, broken, type Fault, INS, refusing } from "../../support/card/chip-transport.js";
import {
  cityOf,
  LAYOUTS,
  type Layout,
  openRig,
  profileOf,
  type Rig,
  type RigOptions,
} from "../../support/card/sscard-rig.js";

const CARD = profileOf("2.0");
const INTERNAL_AUTHENTICATE = 0x88;
const DELIVER = 0xde;
const SELECT = 0xa4;
const READ_RECORD = INS.readRecord;

/** Answers what the chip does, with these bytes changed. */
function altered(change: (response: Uint8Array) => void): Fault {
  return (_command, execute) => {
    const response = execute().slice();
    change(response);
    return response;
  };
}

/** The value of one record, as the card would give it. */
function recordSays(tag: number, value: Uint8Array): Fault {
  return at(READ_RECORD, (command, execute) =>
    command[2] === tag ? Uint8Array.of(tag, value.length, ...value, 0x90, 0x00) : execute(),
  );
}

/** This slot has nothing in it. */
function empty(slot: "card" | "psam"): (rig: Rig) => void {
  return (rig) => {
    rig[slot].chip = undefined;
  };
}

/** Every command to this slot meets the fault. */
function struck(slot: "card" | "psam", fault: Fault): (rig: Rig) => void {
  return (rig) => {
    rig[slot].fault = fault;
  };
}

type Case = {
  readonly code: number;
  readonly when: string;
  readonly profile?: typeof CARD;
  /** Where it can only happen on cards of one layout. */
  readonly only?: Layout;
  readonly options?: RigOptions;
  readonly before?: (rig: Rig) => void;
  readonly call: (rig: Rig) => Promise<SSCardResult>;
  readonly said?: RegExp;
};

const bas = ({ sscard }: Rig) => sscard.iReadCardBas(1);
const ofFile =
  (address: string, iAuthType = 1) =>
  ({ sscard, cardInfo }: Rig) =>
    sscard.iReadCard(1, iAuthType, cardInfo, address);

/** Every code that a function can end with, on a card of this layout. */
function casesOf(layout: Layout): readonly Case[] {
  const profile = profileOf(layout);
  const { initial, retryLimit: limit } = profile.password;
  const city = cityOf(profile);
  /** The key server's fields of iReadCardBas: from 3.0 on there are two. */
  const bothKeys = (first: string) => `${first}|${layout === "3.0" ? "00".repeat(16) : ""}|`;
  const cases: readonly Case[] = [
    {
      code: -1,
      when: "the card has no social-security environment",
      profile: findProfile("plain"),
      call: bas,
    },
    { code: -2, when: "no card is in the slot", before: empty("card"), call: bas },
    {
      code: -2,
      when: "the card is pulled",
      before: struck("card", () => {
        throw broken("card-removed", "unknown");
      }),
      call: bas,
    },
    {
      code: -4,
      when: "the card falls mute",
      before: struck("card", () => {
        throw broken("card-mute", "unknown");
      }),
      call: bas,
    },
    {
      code: -11,
      when: "the reader does not answer",
      options: {
        openReader: async () => {
          throw broken("no-reader", "not-sent");
        },
      },
      call: bas,
    },
    {
      code: -12,
      when: "a later step comes without the first one",
      call: ({ sscard }) => sscard.iReadCardBas_HSM_Step2("|"),
    },
    { code: -13, when: "there is no contactless slot", call: ({ sscard }) => sscard.iReadCardBas(2) },
    {
      code: -13,
      when: "the function is none of the standard's",
      call: ({ sscard }) => sscard.call("iDoLoad", [1]),
    },
    { code: -14, when: "iType is none", call: ({ sscard }) => sscard.iReadCardBas(5) },
    { code: -14, when: "an argument is missing", call: ({ sscard }) => sscard.call("iReadCard", [1, 1]) },
    { code: -14, when: "iAuthType is none", call: ofFile("SSSEEF05|01|$", 3) },
    { code: -14, when: "there is no such file", call: ofFile("SSSEEF99|01|$") },
    {
      code: -20,
      when: "the card identification code has a wrong form",
      before: struck("card", recordSays(1, new Uint8Array(16))),
      call: bas,
    },
    {
      code: -21,
      when: "the card cannot prove itself",
      before: struck(
        "card",
        at(
          INTERNAL_AUTHENTICATE,
          altered((response) => {
            response[0]! ^= 1;
          }),
        ),
      ),
      call: bas,
    },
    {
      code: -21,
      when: "the key server's value is not the card's",
      call: async ({ sscard }) => {
        const source = (await sscard.iReadCardBas_HSM_Step1(1)).pOutInfo.split("|")[5]!;
        return sscard.iReadCardBas_HSM_Step2(bothKeys(`0000000000000000${source}`));
      },
    },
    {
      code: -22,
      when: "the card is another one",
      call: ({ sscard, cardInfo }) =>
        sscard.iReadCard(1, 1, cardInfo.replace(/\|.*/, "|Z76543210|"), "SSSEEF05|01|$"),
    },
    {
      code: -22,
      when: "the key server answers another challenge",
      call: async ({ sscard }) => {
        await sscard.iReadCardBas_HSM_Step1(1);
        return sscard.iReadCardBas_HSM_Step2(bothKeys("00".repeat(16)));
      },
    },
    {
      code: -23,
      when: "the card holds a separator",
      before: struck("card", recordSays(9, encodeGb18030("张|三"))),
      call: bas,
    },
    {
      code: -24,
      when: "the PSAM wants other factors",
      before: struck("psam", at(DELIVER, refusing(0x6700))),
      call: bas,
    },
    {
      code: -31,
      when: "the holder gives up",
      options: { typed: [undefined] },
      call: ({ sscard }) => sscard.iChangePIN(1),
    },
    {
      code: -32,
      when: "nobody types in time",
      options: { typed: ["late"] },
      call: ({ sscard }) => sscard.iChangePIN(1),
    },
    {
      code: -33,
      when: "the password is too short",
      options: { typed: ["1234"] },
      call: ({ sscard }) => sscard.iChangePIN(1),
    },
    {
      code: -34,
      when: "the two new passwords differ",
      options: { typed: [initial, "654321", "654322"] },
      call: ({ sscard }) => sscard.iChangePIN(1),
    },
    {
      code: -35,
      when: "the initial password may not pay",
      options: { profile: { ...city, password: { ...city.password, initialMayPay: false } } },
      call: ({ sscard }) => sscard.iVerifyPIN(1),
    },
    {
      code: -36,
      when: "the initial password may not be chosen",
      options: {
        profile: { ...city, password: { ...city.password, initialMayBeChosen: false } },
        typed: ["654321", initial, initial],
      },
      call: ({ sscard }) => sscard.iChangePIN(1),
    },
    { code: -41, when: "an argument has a control character", call: ofFile("SSSEEF05|01|\n$") },
    { code: -41, when: "GB 18030 lacks a character", call: ofFile("SSSEEF05|\uFFFD|$") },
    {
      code: -41,
      when: "digits are none",
      call: ({ sscard, cardInfo }) => sscard.iWriteCard(1, cardInfo, "SSSEEF06|0D|$", "SSSEEF06|1999123x|$"),
    },
    { code: -42, when: "an argument is longer than its buffer", call: ofFile("SSSEEF05|01|$".repeat(100)) },
    {
      code: -42,
      when: "a value is longer than its item",
      call: ({ sscard, cardInfo }) =>
        sscard.iWriteCard(1, cardInfo, "SSSEEF06|0D|$", "SSSEEF06|1999123100|$"),
    },
    {
      code: -51,
      when: "the password is wrong",
      options: { typed: ["999999", "654321", "654321"] },
      call: ({ sscard }) => sscard.iChangePIN(1),
      said: new RegExp(`剩余 ${limit - 1} 次$`),
    },
    {
      code: -52,
      when: "the password is locked",
      before: (rig) => lock(rig, limit),
      call: ({ sscard }) => sscard.iVerifyPIN(1),
    },
    { code: -2201, when: "there is no PSAM", before: empty("psam"), call: bas },
    {
      code: -2202,
      when: "nobody knows the card's cipher",
      profile: profileOf(layout, { algorithm: "SSF33" }),
      call: bas,
    },
    {
      code: -2202,
      when: "the PSAM lacks the cipher",
      before: struck("psam", at(DELIVER, refusing(0x6a81))),
      call: bas,
    },
    {
      code: -2203,
      when: "the PSAM lacks RKSSSE",
      only: "3.0",
      before: struck(
        "psam",
        at(DELIVER, (command, execute) => (command[3] === 0x0a ? Uint8Array.of(0x6a, 0x88) : execute())),
      ),
      call: bas,
    },
    {
      code: -2204,
      when: "the file is free",
      call: ({ sscard, cardInfo }) => sscard.iReadCard_HSM_Step1(1, cardInfo, "SSSEEF05|01|$"),
    },
    {
      code: -27272,
      when: "the PSAM lacks another key",
      before: struck("psam", at(DELIVER, refusing(0x6a88))),
      call: bas,
    },
    {
      code: -27010,
      when: "the file is written by the card alone",
      call: ({ sscard, cardInfo }) => sscard.iWriteCard(1, cardInfo, "DF04EF08|$", "DF04EF08|00|$"),
    },
    {
      code: -27266,
      when: "the card lacks the file",
      before: struck("card", (command, execute) =>
        command[1] === SELECT && command[5] === 0xef && command[6] === 0x06
          ? Uint8Array.of(0x6a, 0x82)
          : execute(),
      ),
      call: ofFile("SSSEEF06|0D|$"),
    },
    { code: -27267, when: "the card lacks the item", call: ofFile("SSSEEF05|7F|$") },
    {
      code: -26368,
      when: "the card says wrong length",
      before: struck("card", at(READ_RECORD, refusing(0x6700))),
      call: bas,
    },
    {
      code: -27265,
      when: "the card is blocked",
      before: struck("card", at(READ_RECORD, refusing(0x6a81))),
      call: bas,
    },
    ...STATUS_WORDS.map((sw) => ({
      code: -sw,
      when: `the card answers ${sw.toString(16)}`,
      before: struck("card", at(READ_RECORD, refusing(sw))),
      call: ofFile("SSSEEF05|01|$"),
    })),
  ];
  return cases.filter(({ only = layout }) => only === layout);
}

/** All others are their own negative value. */
const STATUS_WORDS = [0x6901, 0x6981, 0x6984, 0x6985, 0x6988, 0x6a80, 0x9302, 0x9303, 0x9403, 0x9406];

const CASES = LAYOUTS.flatMap((layout) => casesOf(layout).map((one) => ({ layout, ...one })));

for (const { layout, code, when, profile = profileOf(layout), options = {}, before, call, said } of CASES) {
  test(`${layout}: ${code} when ${when}; its text is that of the standard`, async (t) => {
    const rig = await openRig(profile, options);
    before?.(rig);
    const result = await call(rig);
    t.is(result.code, code, result.pOutInfo);
    t.true(result.pOutInfo.startsWith(explainLdt33(code)!.cause.zh), result.pOutInfo);
    if (said !== undefined) t.regex(result.pOutInfo, said);
    t.is(rig.opened.closed, rig.opened.times, "every failure closes the device");
  });
}

test("every code of the annex has its case, but those that no reader of ours can give", (t) => {
  const tested = new Set([...CASES.map(({ code }) => code), -25536, -25537, -25538, -27011, -27016]);
  const missing = SSCARD_CODES.filter((code) => code !== 0 && !tested.has(code));
  t.deepEqual(
    missing.sort((one, other) => other - one),
    [
      -3, // a card is powered by every function, or it is mute (-4)
      -5, // there is no library to be loaded
      -15, // a damaged frame is sent again; a card whose characters stay damaged is mute (-4)
    ],
  );
});

function lock({ chips: { card } }: Rig, limit: number): void {
  card.powerOff();
  card.reset();
  for (let i = 0; i < limit; i++) card.execute(Uint8Array.of(0x00, 0x20, 0x00, 0x00, 0x03, 0x99, 0x99, 0x99));
  card.powerOff();
}
