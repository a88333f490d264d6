/** What `card show` says of locks and PSAM, and `card log` of transactions that really happened. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Chips, openChips } from "@duka/simulator/card/open-chips";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test, { type ExecutionContext } from "ava";
import { commandLines } from "../../support/programs/command-lines.js";
import { folderOf } from "../../support/values/folder.js";
import { chipsAtWork, send } from "../card/chips.js";
import { environmentOf, issuerOf, SELECT_DF04 } from "../card/issuer.js";

const lines = commandLines();
test.after.always(() => lines.close());

const TERMINAL = findProfile("hangzhou").psam.terminalId;
const FACTOR = findProfile("hangzhou").card.applicationSerialNumber.slice(4);

function fileWith(t: ExecutionContext, chips: Chips): string {
  const file = join(folderOf(t), "card.json");
  writeFileSync(file, chips.serialize());
  return file;
}

/** A purchase of 12.50 from the purse, and one of the medical account. */
function buyBoth({ card, psam }: Chips): void {
  const init = send(card, `80 50 01 02 0B 01 000004E2 ${TERMINAL}`);
  const start = `${init.slice(22, 30)} ${init.slice(8, 12)} 000004E2 06 20261122 093015 ${init.slice(18, 22)}`;
  const made = send(psam, `80 70 00 00 1C ${start} ${FACTOR}`);
  send(card, `80 54 01 00 0F ${made.slice(0, 8)} 20261122 093015 ${made.slice(8, 16)}`);
  environmentOf(card);
  send(card, "00 20 00 00 03 123456");
  send(card, SELECT_DF04);
  const amounts = "000004E20000000A0000000B";
  const medical = send(card, `B0 28 01 01 13 01 ${amounts} ${TERMINAL}`);
  const facts = `${medical.slice(36, 44)}${medical.slice(28, 32)}${amounts}3220261122093116${medical.slice(32, 36)}`;
  const second = send(psam, `80 70 01 00 2C ${facts} ${FACTOR} 3333303130307378`);
  send(card, `B0 2C 01 00 0F ${second.slice(0, 8)} 20261122 093116 ${second.slice(8, 16)}`);
}

test("log decodes the transactions of both accounts, as a table and as JSON; show has their sequences", async (t) => {
  const chips = chipsAtWork("hangzhou");
  send(chips.card, "00 20 00 00 03 123456");
  buyBoth(chips);
  const file = fileWith(t, chips);
  t.is(
    (await lines.run("card", "log", file)).stdout,
    `purse and deposit
   1  2026-11-22 09:30:15  12.50  purchase from the purse, sequence 1, terminal ${TERMINAL}

medical account
   1  2026-11-22 09:31:16  12.50 + 0.10 + 0.11  purchase from the medical account, sequence 1, terminal ${TERMINAL}
`,
  );
  const json = JSON.parse((await lines.run("card", "log", "--json", file)).stdout);
  t.deepEqual(json.purse, [
    {
      number: 1,
      sequence: 1,
      type: 6,
      typeName: "purchase from the purse",
      amountsFen: [1250],
      terminalId: TERMINAL,
      date: "20261122",
      time: "093015",
    },
  ]);
  t.deepEqual(json.medical[0].amountsFen, [1250, 10, 11]);
  const { stdout } = await lines.run("card", "show", file);
  t.regex(stdout, /^purse \(EP\) {6}487\.50 yuan, online sequence 0, offline sequence 1$/m);
  t.regex(stdout, /^medical {9}1187\.50 yuan, online sequence 0, offline sequence 1$/m);
  t.regex(stdout, new RegExp(`^terminal {8}${TERMINAL}, next sequence 3, key index 1$`, "m"));
});

test("show tells what is locked and which tries are spent, of card and PSAM, and no key", async (t) => {
  const chips = openChips("hangzhou", undefined, 1);
  const { card, psam } = chips;
  const issuer = issuerOf("hangzhou");
  environmentOf(card);
  issuer.authenticate(card, "PUK", true);
  send(card, "00 20 00 00 03 123456");
  send(card, SELECT_DF04);
  t.is(send(card, issuer.protectedCommand(card, "LKDF04", "84 1E 00 00")), "9000");
  psam.reset();
  send(psam, "00 A4 00 00 02 DF01");
  send(psam, `80 70 00 00 1C 11223344 0000 000004E2 06 20261122 093015 01 00 ${FACTOR}`);
  t.is(send(psam, "80 72 00 00 04 00000000"), "9302");
  const file = fileWith(t, chips);
  const { stdout } = await lines.run("card", "show", file);
  for (const line of [
    /^interface {7}contacts, class A B; contactless too$/m,
    /^locks {11}card open, 3F01 open, DF00 open, DF01 open, DF02 open, DF03 open, DF04 locked, DF05 open, DF07 open$/m,
    /^key tries {7}DF00 PUK 2 of 3$/m,
    /^PSAM of the terminal$/m,
    /^wrong MAC2 {6}14 of 15 tries left$/m,
    /^ {2}3F00\/DF01\/0019 .* transparent, SFI 19, 4 bytes; read: free; update: never$/m,
  ]) {
    t.regex(stdout, line);
  }
  const json = JSON.parse((await lines.run("card", "show", "--json", file)).stdout);
  t.is(json.locks.card, "open");
  t.deepEqual(json.locks.applications.find(({ id }: { id: string }) => id === "DF04").state, "locked");
  t.like(json.psam, { terminalId: TERMINAL, nextSequence: 2, mac2: { left: 14, max: 15 } });
  const whole = JSON.stringify(json);
  const { masterKeys } = findProfile("hangzhou").social!;
  for (const name of ["IRK", "PUK", "STKSSSE", "RKSSSE", "LKDF04"] as const) {
    t.false(whole.includes(Buffer.from(issuer.key(name)).toString("hex").toUpperCase()), name);
    t.false(whole.includes(masterKeys[name]), name);
  }
});

test("show of a card that is locked for ever says so", async (t) => {
  const chips = openChips("hangzhou", undefined, 1);
  const issuer = issuerOf("hangzhou");
  environmentOf(chips.card);
  t.is(send(chips.card, issuer.protectedCommand(chips.card, "BK", "84 16 00 00")), "9000");
  const { stdout } = await lines.run("card", "show", fileWith(t, chips));
  t.regex(stdout, /^locks {11}card locked for ever, /m);
});
