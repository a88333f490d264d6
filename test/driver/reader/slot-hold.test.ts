import { openCardSession } from "@duka/driver/card/card-session";
import { around } from "@duka/driver/reader/around";
import { recorded } from "@duka/driver/trace/recording";
import { createTraceRecorder } from "@duka/driver/trace/trace-recorder";
import { selectByFileId } from "@duka/protocol/commands/iso7816";
import test from "ava";
import { openFake } from "../../support/reader/open-fake.js";

const MF = { fileId: 0x3f00 };

test("a card has one session: a second one on its slot is told who has it, whatever it looks at the slot through", async (t) => {
  const { reader, fake, clock } = await openFake({ slots: 2 });
  const session = await openCardSession(reader.slot(0), clock.driver, { holder: "the account" });
  const recorder = createTraceRecorder(clock.driver, () => undefined);
  const once = around(reader.slot(0), recorded(recorder));
  const views = [reader.slot(0), once, around(once, recorded(recorder)), around({ ...once })];
  const powered = fake.heard.length;
  for (const view of views) {
    const error = await t.throwsAsync(openCardSession(view, clock.driver));
    t.like(error, { code: "card-in-use", delivery: "not-sent" });
    t.regex(error?.message ?? "", /slot 0: the card is in use by the account of this program/);
  }
  t.is(fake.heard.length, powered, "nothing was sent");
  await t.notThrowsAsync(openCardSession(reader.slot(1), clock.driver), "another slot is another card");
  await session.close();
  await t.notThrowsAsync(openCardSession(reader.slot(0), clock.driver));
});

test("a session that could not be opened, or whose card is gone, keeps nobody out; its end does not touch the next one", async (t) => {
  const { reader, fake, clock } = await openFake();
  fake.remove();
  await t.throwsAsync(openCardSession(reader.slot(0), clock.driver));
  fake.insert();
  const lost = await openCardSession(reader.slot(0), clock.driver);
  fake.insert();
  fake.say(Uint8Array.of(0x50, 0x02));
  t.like(await t.throwsAsync(lost.send(selectByFileId, MF)), { code: "card-removed" });
  const next = await openCardSession(reader.slot(0), clock.driver);
  await lost.close();
  t.true((await next.send(selectByFileId, MF)).ok);
  await reader.close();
});
