/**
 * Somebody's own card model in the simulated reader, that throws: reader and other cards live on. And classes of
 * supply.
 */

import { openChips } from "@duka/simulator/card/open-chips";
import type { CardChip } from "@duka/simulator/chip/chip";
import { findProfile } from "@duka/simulator/profiles/profiles";
import { simulate } from "@duka/simulator/world/simulation";
import test from "ava";
import { bytes } from "../../support/values/hex.js";
import { ccidHost, openedHost } from "../reader/ccid-host.js";

const MODEL: CardChip = {
  reset: () => bytes("3B 02 14 50"),
  takesData: () => false,
  execute(apdu) {
    if (apdu[1] === 0xb0) throw new Error("no such file in the model");
    return bytes("90 00");
  },
  powerOff: () => undefined,
};

test("a card model that throws answers 6F00 through the reader; it and the PSAM go on", async (t) => {
  const heard: string[] = [];
  const hear = (warning: Error): number => heard.push(warning.message);
  process.on("warning", hear);
  const world = simulate({ inSlots: ({ psam }) => [MODEL, psam] });
  const host = await openedHost(world.link, world.clock);
  t.is(await host.exchange("00 B0 00 00 04"), "6F 00");
  t.is(await host.exchange("00 84 00 00 04", 1).then((answer) => answer.slice(-5)), "90 00");
  t.is(await host.exchange("00 10 00 00 00"), "90 00");
  t.is(await host.exchange("00 B0 00 00 04"), "6F 00");
  await world.close();
  process.off("warning", hear);
  t.deepEqual(
    [...new Set(heard)],
    [
      "a simulated card failed at the command 00 B0 00 00, and answered 6F00: Error: no such file in the model",
    ],
  );
});

test("a card answers under the supplies of its classes, and is mute under another", async (t) => {
  const profile = findProfile("plain");
  const threeVolts = {
    ...profile,
    card: { ...profile.card, electrical: { contactless: false, voltageClasses: ["B"] } },
  };
  const { card } = openChips(threeVolts as typeof profile, undefined, 1);
  const world = simulate({ inSlots: ({ psam }) => [card, psam] });
  const host = ccidHost(world.link, world.clock);
  await host.ask("6B 01 00 00 00 00 00 00 00 00 02");
  const powered = async (seq: string, powerSelect: string) =>
    (await host.ask(`62 00 00 00 00 00 ${seq} ${powerSelect} 00 00`)).slice(21, 26);
  t.is(await powered("01", "01"), "41 FE", "5 V: present, and mute");
  t.is(await powered("02", "02"), "00 00", "3 V");
  await world.close();
});
