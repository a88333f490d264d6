import { loadSmartcardPackage } from "@duka/driver/pcsc/smartcard-package";
import test from "ava";
import { asked, card as nativeCard } from "../../support/pcsc/smartcard-stand-in.js";
import { bytes, hex } from "../../support/values/hex.js";

const STAND_IN = new URL("../../support/pcsc/smartcard-stand-in.js", import.meta.url).href;
const SHARE_EXCLUSIVE = 1;
const SHARE_DIRECT = 3;
const T0_OR_T1 = 3;
const RESET_CARD = 1;

test.serial("without the package smartcard one line says what to install", async (t) => {
  const error = await t.throwsAsync(loadSmartcardPackage("smartcard-that-nobody-has"));
  t.like(error, { name: "ReaderError", code: "unsupported", delivery: "not-sent" });
  t.regex(
    String(Reflect.get(error, "remedy")),
    /^npm install pcsc-mini, .* npm install smartcard \(.*libpcsclite-dev\)$/,
  );
  t.false(error.message.includes("\n"));
});

test.serial("a package of another make is not taken for it", async (t) => {
  const error = await t.throwsAsync(loadSmartcardPackage("commander"));
  t.regex(error.message, /version 3 is needed/);
});

test.serial(
  "the words of PC/SC become the package's calls: T=0 or T=1, exclusive, as many bytes as asked for, Buffers",
  async (t) => {
    asked.length = 0;
    const service = await loadSmartcardPackage(STAND_IN);
    const context = await service.establish();
    t.deepEqual(context.readers(), [{ name: "Duka 00 00", state: 0x22 }]);
    const card = await context.connect("Duka 00 00", "exclusive");
    await card.reset();
    t.is(hex(card.atr()), "3B 00");
    t.is(hex(await card.transmit(bytes("00 84 00 00 08").subarray(1), 258)), "90 00");
    card.disconnect(2);
    const direct = await context.connect("Duka 00 00", "direct");
    t.is(hex(await direct.control(service.controlCode(1), bytes("02"))), "44 75 6B 61");
    context.cancel();
    context.close();
    t.deepEqual(asked, [
      ["connect", SHARE_EXCLUSIVE, T0_OR_T1],
      ["reconnect", SHARE_EXCLUSIVE, T0_OR_T1, RESET_CARD],
      ["transmit", true, "84000008", { maxRecvLength: 258 }],
      ["disconnect", 2],
      ["connect", SHARE_DIRECT, 0],
      ["control", 0x42000001, "02"],
      ["cancel"],
      ["close"],
    ]);
  },
);

test.serial("all readers of a process have the same service", async (t) => {
  t.is(await loadSmartcardPackage(STAND_IN), await loadSmartcardPackage(STAND_IN));
});

test.serial("the protocol that came out is 0 or 1, and undefined for raw", async (t) => {
  const context = await (await loadSmartcardPackage(STAND_IN)).establish();
  const card = await context.connect("Duka 00 00", "exclusive");
  const known = [1, 2, 4].map((protocol) => {
    nativeCard.protocol = protocol;
    return card.protocol();
  });
  nativeCard.protocol = 1;
  t.deepEqual(known, [0, 1, undefined]);
});

test.serial("a reader that is not listed any more is unknown", async (t) => {
  const context = await (await loadSmartcardPackage(STAND_IN)).establish();
  await t.throwsAsync(context.connect("Gone 00 00", "exclusive"), { message: "Unknown reader" });
});

test.serial("a wait that was cancelled or ran out answers undefined, a change the new states", async (t) => {
  const context = await (await loadSmartcardPackage(STAND_IN)).establish();
  const known = [{ name: "Duka 00 00", state: 0x22 }];
  t.is(await context.waitForChange(known, 1), undefined);
  t.is(await context.waitForChange(known, 2), undefined);
  t.deepEqual(await context.waitForChange(known, 3), known);
});
