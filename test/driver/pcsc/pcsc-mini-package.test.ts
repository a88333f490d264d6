import { loadPcscMini } from "@duka/driver/pcsc/pcsc-mini-package";
import { loadPcscPackage } from "@duka/driver/pcsc/pcsc-package";
import type { PcscService } from "@duka/driver/pcsc/pcsc-service";
import { RETURN_CODES } from "@duka/driver/pcsc/return-codes";
import test from "ava";
import { asked, clients, failing } from "../../support/pcsc/pcsc-mini-stand-in.js";
import { hex } from "../../support/values/hex.js";

const STAND_IN = new URL("../../support/pcsc/pcsc-mini-stand-in.js", import.meta.url).href;
const SMARTCARD = new URL("../../support/pcsc/smartcard-stand-in.js", import.meta.url).href;
const PRESENT = 0x22;
const EMPTY = 0x12;
const LONG_MS = 60_000;

async function load(): Promise<PcscService> {
  return (await loadPcscMini(STAND_IN))!;
}

test.serial(
  "smartcard is taken where it is, else pcsc-mini, else one line says what to install",
  async (t) => {
    const isMini = async (compiled: string): Promise<boolean> => {
      const before = clients.length;
      (await (await loadPcscPackage(compiled, STAND_IN)).establish()).close();
      return clients.length > before;
    };
    t.false(await isMini(SMARTCARD));
    t.true(await isMini("smartcard-that-nobody-has"));
    const error = await t.throwsAsync(loadPcscPackage("smartcard-that-nobody-has", "mini-that-nobody-has"));
    t.like(error, { name: "ReaderError", code: "unsupported", delivery: "not-sent" });
    t.regex(String(Reflect.get(error, "remedy")), /npm install pcsc-mini/);
  },
);

test.serial(
  "a client that had no room for the readers' first news is replaced; one that PC/SC refuses is not",
  async (t) => {
    const service = await load();
    for (const [code, isReplaced] of [
      ["OutOfMemory", true],
      ["NoService", false],
    ] as const) {
      const before = clients.length;
      failing.set("tell", code);
      const context = await service.establish();
      t.is(clients.length - before, isReplaced ? 2 : 1, code);
      if (isReplaced) t.is(context.readers().length, 2);
      else t.throws(() => context.readers(), { message: "PC/SC service not running" });
      context.close();
    }
  },
);

test.serial("the words of PC/SC become the package's calls, with their numbers", async (t) => {
  const service = await load();
  const context = await service.establish();
  t.deepEqual(context.readers(), [
    { name: "Duka 00 00", state: PRESENT },
    { name: "Duka 00 01", state: PRESENT },
  ]);
  asked.length = 0;
  const card = await context.connect("Duka 00 00", "exclusive");
  await card.reset();
  t.is(hex(card.atr()), "3B 00");
  t.is(card.protocol(), 1);
  t.is(hex(await card.transmit(Uint8Array.of(0, 0x84, 0, 0, 8), 258)), "90 00");
  card.disconnect(2);
  const direct = await context.connect("Duka 00 01", "direct");
  t.is(direct.atr().length, 0);
  await direct.control(service.controlCode(1), Uint8Array.of(2));
  t.deepEqual(asked, [
    ["connect", "Duka 00 00", 1, 3],
    ["state"],
    ["reconnect", 1, 1],
    ["state"],
    ["transmit", [0, 0x84, 0, 0, 8], 258],
    ["disconnect", 2],
    ["connect", "Duka 00 01", 3, 0],
    ["control", 0x42000001, [2]],
  ]);
  await t.throwsAsync(context.connect("Gone 00 00", "exclusive"), { message: "Unknown reader" });
  context.close();
});

test.serial(
  "every code that the package has becomes the text of its row; another one stays as it is",
  async (t) => {
    const context = await (await load()).establish();
    const codes = { SCARD_E_NO_SMARTCARD: "NoSmartCard", SCARD_E_CANCELLED: "Canceled" } as const;
    const camel = (name: string): string =>
      name
        .replace(/^SCARD_[EWF]_/, "")
        .replace(/_?([A-Z])([A-Z]*)/g, (_, first, rest) => first + rest.toLowerCase());
    for (const { name, text } of RETURN_CODES) {
      failing.set("connect", Reflect.get(codes, name) ?? camel(name));
      await t.throwsAsync(context.connect("Duka 00 00", "exclusive"), { message: text }, name);
    }
    failing.set("connect", "Unheard");
    await t.throwsAsync(context.connect("Duka 00 00", "exclusive"), { message: "Async task error" });
    context.close();
    failing.set("start", "NoService");
    await t.throwsAsync(async () => (await load()).establish(), { message: "PC/SC service not running" });
  },
);

test.serial("a card whose ATR cannot be asked is let go", async (t) => {
  const context = await (await load()).establish();
  failing.set("state", "RemovedCard");
  asked.length = 0;
  await t.throwsAsync(context.connect("Duka 00 00", "exclusive"), { message: "Card was removed" });
  t.deepEqual(asked.at(-1), ["disconnect", 0]);
  context.close();
});

test.serial(
  "a change ends the wait: removed, inserted, another card, a reader that is gone; so do cancel and time",
  async (t) => {
    const context = await (await load()).establish();
    const { readers } = clients.at(-1)!;
    const [one] = readers;
    let known = context.readers();
    const moved = async (work: () => void) => {
      const waiting = context.waitForChange(known, LONG_MS);
      work();
      const states = await waiting;
      known = states ?? known;
      return states?.[0];
    };
    t.like(await moved(() => one!.emit("change", { raw: EMPTY })), { state: EMPTY | (1 << 16) });
    t.like(await moved(() => one!.emit("change", { raw: PRESENT })), { state: PRESENT | (2 << 16) });
    // Pulled and put back between two looks of PC/SC.
    t.like(await moved(() => one!.emit("change", { raw: PRESENT })), { state: PRESENT | (4 << 16) });
    t.is(await moved(() => context.cancel()), undefined);
    t.is(await context.waitForChange(known, 1), undefined);
    t.like(await moved(() => readers[1]!.emit("disconnect")), { name: "Duka 00 00" });
    t.deepEqual(known.at(-1), { name: "Duka 00 01", state: 4 });
    clients.at(-1)!.emit("error", Object.assign(new Error("native"), { code: "ServiceStopped" }));
    t.throws(() => context.readers(), { message: "PC/SC service stopped" });
    context.close();
  },
);
