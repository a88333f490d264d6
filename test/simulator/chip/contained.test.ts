import { getBalance } from "@duka/protocol/commands/pboc-purse";
import { keeper } from "@duka/simulator/card/kept-chip";
import { openChips } from "@duka/simulator/card/open-chips";
import type { CardChip } from "@duka/simulator/chip/chip";
import { contained, createChip } from "@duka/simulator/chip/chip";
import { on } from "@duka/simulator/chip/dispatch";
import { numberCell } from "@duka/simulator/memory/cells";
import { Nvm } from "@duka/simulator/memory/nvm";
import { chipSocket } from "@duka/simulator/vpcd/chip-transport";
import test from "ava";
import { bytes, hex } from "../../support/values/hex.js";
import { send } from "../card/chips.js";

/** GET BALANCE with P2 02 writes half of what it should, and fails; with another P2 it answers. */
function halfChip(told: string[]) {
  const memory = new Nvm();
  const balance = numberCell(memory, "balance", 4);
  const chip = createChip({
    atr: Uint8Array.of(0x3b, 0x00),
    memory,
    volatiles: [],
    commands: [
      on(getBalance, ({ p2 }) => {
        if (p2 !== 2) return { balanceFen: balance.get() };
        return memory.transaction(() => {
          balance.set(1);
          throw new TypeError("no such record");
        });
      }),
    ],
    onFault: (what, error) => told.push(`${what}: ${String(error)}`),
  });
  memory.start(undefined, () => balance.set(7));
  return chip;
}

test("a command whose program fails is answered with 6F00 and told, the memory is as it was, the next one is done", (t) => {
  const told: string[] = [];
  const chip = halfChip(told);
  chip.reset();
  const before = hex(chip.memory.content());
  t.is(send(chip, "80 5C 00 02 04"), "6F00");
  t.deepEqual(told, ["the command 80 5C 00 02, and answered 6F00: TypeError: no such record"]);
  t.is(hex(chip.memory.content()), before);
  t.is(send(chip, "80 5C 00 01 04"), "000000079000");
  chip.reset();
  t.is(send(chip, "80 5C 00 01 04"), "000000079000");
});

const FAILS = (): never => {
  throw new Error("model");
};
const BROKEN: CardChip = { reset: FAILS, takesData: FAILS, execute: FAILS, powerOff: FAILS };

test("whatever fails in somebody else's model: no ATR, no data, 6F00; told without the data of the command", (t) => {
  const told: string[] = [];
  const chip = contained(BROKEN, (what) => told.push(what));
  t.is(chip.reset().length, 0);
  t.false(chip.takesData(bytes("00 20 00 00 03")));
  t.is(send(chip, "00 20 00 00 03 123456"), "6F00");
  chip.powerOff();
  t.deepEqual(told, [
    "its reset",
    "the header 00 20 00 00",
    "the command 00 20 00 00, and answered 6F00",
    "power off",
  ]);
});

test("a chip that does not fail is the same behind it", (t) => {
  const { card } = openChips("plain", undefined, 1);
  const behind = contained(card, () => t.fail());
  t.is(hex(behind.reset()), hex(card.reset()));
  t.is(send(behind, "00 84 00 00 04").length, 12);
  t.is(behind.memory, card.memory);
});

test("a card whose memory cannot be kept in its file answers 6F00 each time, and goes on when it can", (t) => {
  const chips = openChips("plain", undefined, 1);
  let isFull = false;
  const kept: string[] = [];
  const keep = keeper(chips, undefined, (state) => {
    if (isFull) throw new Error("ENOSPC");
    kept.push(state);
  });
  const card = contained(keep(chips.card), () => undefined);
  card.reset();
  isFull = true;
  t.is(send(card, "00 20 00 00 03 111111"), "6F00");
  t.is(send(card, "00 20 00 00"), "6F00", "what it would answer is not in the file yet");
  isFull = false;
  t.is(send(card, "00 20 00 00"), "63C2");
  t.is(kept.at(-1), chips.serialize());
});

test("as a Transport a failing model answers 6F00, warns on stderr, and the process goes on", async (t) => {
  const heard: Error[] = [];
  const hear = (warning: Error): number => heard.push(warning);
  process.on("warning", hear);
  const socket = chipSocket({
    name: "slot",
    chip: { ...BROKEN, reset: () => bytes("3B 00"), powerOff() {} },
  });
  await socket.transport.open(1000);
  t.deepEqual(await socket.transport.exchange(bytes("00 20 00 00 03 123456"), 1000), bytes("6F 00"));
  await new Promise(setImmediate);
  process.off("warning", hear);
  t.is(heard[0]?.name, "CardModelFault");
  t.regex(
    heard[0]?.message ?? "",
    /^a simulated card failed at the command 00 20 00 00, and answered 6F00: Error: model$/,
  );
});
