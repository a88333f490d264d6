import test from "ava";
import { at, type Fault, refusing } from "../../support/card/chip-transport.js";
import { keyServer } from "../../support/card/key-server.js";
import { openRig, profileOf, type Rig } from "../../support/card/sscard-rig.js";

const CARD = profileOf("2.0");
const NEWEST = profileOf("3.0");
const DELIVER = 0xde;

test("three wrong proofs of the terminal lock the key: -25538, -25537, -25536, then -27011", async (t) => {
  const { sscard, cardInfo } = await openRig(CARD);
  const codes: number[] = [];
  for (let i = 0; i < 4; i++) {
    const step1 = await sscard.iWriteCard_HSM_Step1(1, cardInfo, "SSSEEF06|0D|$");
    const source = step1.pOutInfo.split("|")[3]!;
    codes.push((await sscard.iWriteCard_HSM_Step2(`0000000000000000${source}|`, "SSSEEF06|20000101|$")).code);
  }
  t.deepEqual(codes, [-25538, -25537, -25536, -27011]);
});

test("a right MAC of the wrong command: -27016; the password stays", async (t) => {
  const { sscard, cardInfo } = await openRig(CARD);
  const server = keyServer(CARD);
  const [, , process, source] = (await sscard.iUnblockPIN_HSM_Step1(1, cardInfo)).pOutInfo.split("|");
  await sscard.iUnblockPIN_HSM_Step2(`${server.authenticate("PUK", process!, source!)}|`);
  t.is((await sscard.iUnblockPIN_HSM_Step3("842400000400000000|")).code, -27016);
  t.is((await sscard.iVerifyPIN(1)).code, 0);
});

test("another function ends the steps that were begun", async (t) => {
  const { sscard, opened } = await openRig(CARD);
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
  const { sscard, opened } = await openRig(CARD);
  const results = await Promise.all(Array.from({ length: 5 }, () => sscard.iReadCardBas(1)));
  t.is(new Set(results.map(({ pOutInfo }) => pOutInfo)).size, 1);
  t.deepEqual(opened, { times: 5, closed: 5 });
});

const FIVE_CODES: readonly [code: number, what: string, struck: (rig: Rig) => void][] = [
  [
    -2201,
    "no PSAM",
    (rig) => {
      rig.psam.chip = undefined;
    },
  ],
  [-2202, "not the card's cipher", (rig) => deliver(rig, refusing(0x6a81))],
  [-24, "other levels", (rig) => deliver(rig, refusing(0x6700))],
  [-27272, "no such key", (rig) => deliver(rig, refusing(0x6a88))],
  [
    -2203,
    "no RKSSSE",
    (rig) =>
      deliver(rig, (command, execute) => (command[3] === 0x0a ? Uint8Array.of(0x6a, 0x88) : execute())),
  ],
];

for (const [code, what, struck] of FIVE_CODES) {
  test(`${code}, ${what} in the PSAM: one of the five codes, on which the key server's steps give the same`, async (t) => {
    const whole = await openRig(NEWEST);
    const expected = await whole.sscard.iReadCardBas(1);
    const rig = await openRig(NEWEST);
    struck(rig);
    t.is((await rig.sscard.iReadCardBas(1)).code, code);
    const step1 = (await rig.sscard.iReadCardBas_HSM_Step1(1)).pOutInfo.split("|");
    const [process, source, extProcess, extSource] = step1.slice(4) as [string, string, string, string];
    const server = keyServer(NEWEST);
    const keys = [
      server.authenticate("IRK", process, source),
      server.authenticate("RKSSSE", extProcess, extSource),
    ];
    const result = await rig.sscard.iReadCardBas_HSM_Step2(`${keys.join("|")}|`);
    t.is(result.code, 0, result.pOutInfo);
    const terminal = code === -2201 ? "000000000000" : NEWEST.psam.terminalId;
    t.is(result.pOutInfo, expected.pOutInfo.replace(NEWEST.psam.terminalId, terminal));
  });
}

function deliver({ psam }: Rig, fault: Fault): void {
  psam.fault = at(DELIVER, fault);
}
