/** A chip as the APDU-level Transport of the protocol. */
import { createTransferChip } from "@duka/simulator/chip/transfer-chip";
import { chipSocket } from "@duka/simulator/vpcd/chip-transport";
import test from "ava";
import { bytes, hex } from "../../support/values/hex.js";

const LIMIT_MS = 1000;

test("open answers the ATR, exchange takes whole APDUs, close takes the power", async (t) => {
  const { transport } = chipSocket({ name: "chip", chip: createTransferChip(7) });
  t.is(hex(await transport.open(LIMIT_MS)), "3B 05 44 75 6B 61 07");
  t.is(hex(await transport.exchange(bytes("80 16 00 00 02 AA BB 00"), LIMIT_MS)), "AA BB 90 00");
  t.is(hex(await transport.exchange(bytes("80 16 00 00 02 AA BB"), LIMIT_MS)), "61 02");
  t.is(hex(await transport.exchange(bytes("00 C0 00 00 02"), LIMIT_MS)), "AA BB 90 00");
  t.is(transport.line(), undefined);
  await transport.close();
  await t.throwsAsync(transport.exchange(bytes("80 10 00 00"), LIMIT_MS), {
    message: "chip: the card is gone, or was never opened",
  });
});

test("a slot without a card, and a card without a voice, are told apart, with what became of the command", async (t) => {
  const socket = chipSocket({ name: "chip" });
  await t.throwsAsync(socket.transport.open(LIMIT_MS), {
    code: "card-absent",
    message: "chip: there is no card",
  });
  const chip = createTransferChip(0);
  socket.place({ ...chip, reset: () => new Uint8Array(0) });
  await t.throwsAsync(socket.transport.open(LIMIT_MS), { code: "card-mute" });
  socket.place({ ...chip, execute: () => new Uint8Array(0) });
  await socket.transport.open(LIMIT_MS);
  const error = await t.throwsAsync(socket.transport.exchange(bytes("80 10 00 00"), LIMIT_MS), {
    code: "card-mute",
  });
  t.like(error, { delivery: "unknown", layer: "apdu" });
});

test("movements of the card are told until the listener is taken away; a pulled card has to be opened anew", async (t) => {
  const chip = createTransferChip(0);
  const socket = chipSocket({ name: "chip", chip });
  const seen: string[] = [];
  const stop = socket.transport.onCard((event) => seen.push(event));
  await socket.transport.open(LIMIT_MS);
  socket.place(chip);
  socket.place(undefined);
  await t.throwsAsync(socket.transport.exchange(bytes("80 10 00 00"), LIMIT_MS), { code: "card-removed" });
  socket.place(chip);
  await t.throwsAsync(socket.transport.exchange(bytes("80 10 00 00"), LIMIT_MS), { code: "card-removed" });
  socket.place(createTransferChip(1));
  stop();
  socket.place(undefined);
  t.is(socket.chip, undefined);
  t.deepEqual(seen, ["removed", "inserted", "removed", "inserted"]);
});

test("errors of one's own, and a fault between transport and chip", async (t) => {
  const socket = chipSocket({
    name: "chip",
    broken: ({ code }) => new RangeError(code),
    intercept: () => bytes("6F 00"),
  });
  await t.throwsAsync(socket.transport.open(LIMIT_MS), { instanceOf: RangeError, message: "card-absent" });
  socket.place(createTransferChip(0));
  await socket.transport.open(LIMIT_MS);
  t.is(hex(await socket.transport.exchange(bytes("80 10 00 00"), LIMIT_MS)), "6F 00");
});
