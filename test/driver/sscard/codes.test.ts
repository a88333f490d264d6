import { explainLdt33 } from "@duka/driver/explain/explain";
import type { SSCardResult } from "@duka/driver/sscard";
import { encodeGbk } from "@duka/protocol/commands/gbk";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { at, broken, type Fault, INS, refusing } from "../../support/chip-transport.js";
import { keyServer } from "../../support/key-server.js";
import { cityOf, type Desk, type DeskOptions, openDesk, profileOf } from "../../support/sscard-desk.js";

const CARD = profileOf("2.0");
const NEWEST = profileOf("3.0");
const INITIAL = CARD.pin.initial;
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
function empty(slot: "card" | "psam"): (desk: Desk) => void {
  return (desk) => {
    desk[slot].chip = undefined;
  };
}

/** Every command to this slot meets the fault. */
function struck(slot: "card" | "psam", fault: Fault): (desk: Desk) => void {
  return (desk) => {
    desk[slot].fault = fault;
  };
}

type Case = {
  readonly code: number;
  readonly when: string;
  readonly profile?: typeof CARD;
  readonly options?: DeskOptions;
  readonly before?: (desk: Desk) => void;
  readonly call: (desk: Desk) => Promise<SSCardResult>;
  readonly said?: RegExp;
};

const bas = ({ sscard }: Desk) => sscard.iReadCardBas(1);
const ofFile =
  (address: string, iAuthType = 1) =>
  ({ sscard, cardInfo }: Desk) =>
    sscard.iReadCard(1, iAuthType, cardInfo, address);

const CASES: readonly Case[] = [
  { code: -1, when: "the card has no social-security environment", profile: findProfile("plain"), call: bas },
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
      return sscard.iReadCardBas_HSM_Step2(`0000000000000000${source}||`);
    },
  },
  {
    code: -22,
    when: "the card is another one",
    call: ({ sscard, cardInfo }) =>
      sscard.iReadCard(1, 1, cardInfo.replace("A1234567", "A7654321"), "SSSEEF05|01|$"),
  },
  {
    code: -22,
    when: "the key server answers another challenge",
    call: async ({ sscard }) => {
      await sscard.iReadCardBas_HSM_Step1(1);
      return sscard.iReadCardBas_HSM_Step2(`${"00".repeat(16)}||`);
    },
  },
  {
    code: -23,
    when: "the card holds a separator",
    before: struck("card", recordSays(9, encodeGbk("张|三"))),
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
    options: { typed: [INITIAL, "654321", "654322"] },
    call: ({ sscard }) => sscard.iChangePIN(1),
  },
  {
    code: -35,
    when: "the initial password may not pay",
    options: { profile: { ...cityOf(CARD), password: { ...cityOf(CARD).password, initialMayPay: false } } },
    call: ({ sscard }) => sscard.iVerifyPIN(1),
  },
  {
    code: -36,
    when: "the initial password may not be chosen",
    options: {
      profile: { ...cityOf(CARD), password: { ...cityOf(CARD).password, initialMayBeChosen: false } },
      typed: ["654321", INITIAL, INITIAL],
    },
    call: ({ sscard }) => sscard.iChangePIN(1),
  },
  { code: -41, when: "an argument has a control character", call: ofFile("SSSEEF05|01|\n$") },
  { code: -41, when: "GBK lacks a character", call: ofFile("SSSEEF05|😀|$") },
  {
    code: -41,
    when: "digits are none",
    call: ({ sscard, cardInfo }) => sscard.iWriteCard(1, cardInfo, "SSSEEF06|0D|$", "SSSEEF06|1999123x|$"),
  },
  { code: -42, when: "an argument is longer than its buffer", call: ofFile("SSSEEF05|01|$".repeat(100)) },
  {
    code: -42,
    when: "a value is longer than its item",
    call: ({ sscard, cardInfo }) => sscard.iWriteCard(1, cardInfo, "SSSEEF06|0D|$", "SSSEEF06|1999123100|$"),
  },
  {
    code: -51,
    when: "the password is wrong",
    options: { typed: ["999999", "654321", "654321"] },
    call: ({ sscard }) => sscard.iChangePIN(1),
    said: /剩余 5 次$/,
  },
  {
    code: -52,
    when: "the password is locked",
    before: (desk) => lock(desk),
    call: ({ sscard }) => sscard.iVerifyPIN(1),
  },
  { code: -2201, when: "there is no PSAM", before: empty("psam"), call: bas },
  {
    code: -2202,
    when: "nobody knows the card's cipher",
    profile: profileOf("2.0", { algorithm: "SSF33" }),
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
    profile: NEWEST,
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
];

for (const { code, when, profile = CARD, options = {}, before, call, said } of CASES) {
  test(`${code} when ${when}; its text is that of the standard`, async (t) => {
    const desk = await openDesk(profile, options);
    before?.(desk);
    const result = await call(desk);
    t.is(result.code, code, result.pOutInfo);
    t.true(result.pOutInfo.startsWith(explainLdt33(code)!.cause.zh), result.pOutInfo);
    if (said !== undefined) t.regex(result.pOutInfo, said);
    t.is(desk.opened.closed, desk.opened.times, "every failure closes the device");
  });
}

test("three wrong proofs of the terminal lock the key: -25538, -25537, -25536, then -27011", async (t) => {
  const { sscard, cardInfo } = await openDesk(CARD);
  const codes: number[] = [];
  for (let i = 0; i < 4; i++) {
    const step1 = await sscard.iWriteCard_HSM_Step1(1, cardInfo, "SSSEEF06|0D|$");
    const source = step1.pOutInfo.split("|")[3]!;
    codes.push((await sscard.iWriteCard_HSM_Step2(`0000000000000000${source}|`, "SSSEEF06|20000101|$")).code);
  }
  t.deepEqual(codes, [-25538, -25537, -25536, -27011]);
});

test("a right MAC of the wrong command: -27016; the password stays", async (t) => {
  const { sscard, cardInfo } = await openDesk(CARD);
  const server = keyServer(CARD);
  const [, , process, source] = (await sscard.iUnblockPIN_HSM_Step1(1, cardInfo)).pOutInfo.split("|");
  await sscard.iUnblockPIN_HSM_Step2(`${server.authenticate("PUK", process!, source!)}|`);
  t.is((await sscard.iUnblockPIN_HSM_Step3("842400000400000000|")).code, -27016);
  t.is((await sscard.iVerifyPIN(1)).code, 0);
});

test("another function ends the steps that were begun", async (t) => {
  const { sscard, opened } = await openDesk(CARD);
  const step1 = (await sscard.iReadCardBas_HSM_Step1(1)).pOutInfo.split("|");
  t.deepEqual(opened, { times: 1, closed: 0 });
  t.is((await sscard.iReadDebitRecord(1)).code, 0);
  t.deepEqual(opened, { times: 2, closed: 2 });
  const key = keyServer(CARD).authenticate("IRK", step1[4]!, step1[5]!);
  t.is((await sscard.iReadCardBas_HSM_Step2(`${key}||`)).code, -12);
  await sscard.iReadCardBas_HSM_Step1(1);
  await sscard.close();
  t.deepEqual(opened, { times: 3, closed: 3 });
});

test("functions called at the same time wait for their turn", async (t) => {
  const { sscard, opened } = await openDesk(CARD);
  const results = await Promise.all(Array.from({ length: 5 }, () => sscard.iReadCardBas(1)));
  t.is(new Set(results.map(({ pOutInfo }) => pOutInfo)).size, 1);
  t.deepEqual(opened, { times: 5, closed: 5 });
});

function lock({ chips: { card } }: Desk): void {
  card.powerOff();
  card.reset();
  for (let i = 0; i < 6; i++) card.execute(Uint8Array.of(0x00, 0x20, 0x00, 0x00, 0x03, 0x99, 0x99, 0x99));
  card.powerOff();
}
