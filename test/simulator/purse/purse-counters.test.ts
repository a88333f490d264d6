import { createPin } from "@duka/simulator/access/pin";
import { purseSuite } from "@duka/simulator/chip/card-suite";
import { createChip } from "@duka/simulator/chip/chip";
import { chipRandom } from "@duka/simulator/chip/chip-random";
import { commandPair } from "@duka/simulator/chip/command-pair";
import { createFileTree } from "@duka/simulator/files/file-tree";
import { cyclicFile } from "@duka/simulator/files/files";
import { Nvm } from "@duka/simulator/memory/nvm";
import { purseRules } from "@duka/simulator/profiles/profile";
import { findProfile } from "@duka/simulator/profiles/profiles";
import { proveCommand } from "@duka/simulator/purse/prove-command";
import { createPurse } from "@duka/simulator/purse/purse";
import { purseCommands } from "@duka/simulator/purse/purse-commands";
import type { OpenTransaction } from "@duka/simulator/purse/transaction";
import test from "ava";
import { bytes } from "../../support/values/hex.js";
import { publishedKeys, send } from "../card/chips.js";
import { buy, initializeLoad, initializePurchase, load } from "../card/terminal.js";

/** A chip that is nothing but a purse, near the end of its life. */
function wornPurse(offlineSequence: number, onlineSequence: number) {
  const memory = new Nvm();
  const random = chipRandom(memory, 1, 1);
  const pin = createPin(memory, 3);
  const header = { fileId: 0x0018, sfi: 0x18, read: "free", update: "never" } as const;
  const log = cyclicFile(memory, header, 23, 10);
  const plain = findProfile("plain");
  const surroundings = { memory, pin, random, suite: purseSuite(plain), log, isSelected: () => true };
  const purse = createPurse(surroundings, purseRules(plain), publishedKeys);
  memory.start(undefined, () => {
    purse.personalise({ deposit: 0, purse: 1000 });
    purse.account(2)!.offlineSequence.set(offlineSequence);
    purse.account(2)!.onlineSequence.set(onlineSequence);
  });
  const opened = commandPair<OpenTransaction>();
  const tree = createFileTree({
    fileId: 0x3f00,
    proprietary: () => new Uint8Array(0),
    files: [log],
    directories: [],
  });
  const chip = createChip({
    atr: bytes("3B 00"),
    memory,
    volatiles: [random, opened],
    commands: [...purseCommands(purse, opened, tree), proveCommand([purse])],
  });
  chip.reset();
  return chip;
}

test("9402: a counter at FFFF allows no transaction more; the other counter goes on", (t) => {
  const chip = wornPurse(0xfffe, 7);
  t.regex(buy(chip, 1), /^.{16}9000$/);
  t.regex(send(chip, "80 5A 00 06 02 FFFF"), /9000$/);
  t.is(send(chip, initializePurchase(1)), "9402");
  t.regex(load(chip, 1), /^.{8}9000$/);
  t.is(send(chip, initializeLoad(1)).slice(8, 12), "0008");
});

test("9402 for loads, while purchases go on", (t) => {
  const chip = wornPurse(7, 0xffff);
  t.is(send(chip, initializeLoad(1)), "9402");
  t.regex(buy(chip, 1), /^.{16}9000$/);
});
