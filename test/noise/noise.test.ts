import test from "ava";
import { everyFrameDamaged } from "./every-frame.js";
import { faultOf, Ledger } from "./judge.js";
import { RATE, runSessions } from "./many-sessions.js";
import { openNoisyShop, type Session } from "./noisy-shop.js";

const SEED = 20_261_121;
const SESSIONS = 300;

test(`${SESSIONS} sessions with one byte in ${1 / RATE} damaged: nothing executed twice, no wrong commit, none undecided`, async (t) => {
  const { faults, counts, damagedBytes } = await runSessions(SEED, SESSIONS);
  t.log(`seed ${SEED}, ${damagedBytes} bytes damaged, ${JSON.stringify(counts)}`);
  t.deepEqual(faults, []);
  t.true(damagedBytes > SESSIONS / 2);
});

test("one damaged byte in every frame that is sent for the first time, wherever it stands: the sale is committed", async (t) => {
  const shop = await openNoisyShop(SEED);
  for (let at = 0; at < 48; at++) {
    for (const flip of [0x01, 0x80, 0xff]) {
      const stop = shop.noise(everyFrameDamaged(at, flip, true));
      const session = await shop.session(`${at}-${flip}`, 1);
      stop();
      t.is(faultOf(session), undefined, `byte ${at} ^ ${flip}`);
      t.is(session.outcome?.outcome, "committed", `byte ${at} ^ ${flip}: ${session.error?.message}`);
    }
  }
  await shop.close();
});

test("one damaged byte in every frame, repeats too: the session ends with an error, nothing is debited, the next one works", async (t) => {
  const shop = await openNoisyShop(SEED);
  for (let at = 0; at < 13; at++) {
    const stop = shop.noise(everyFrameDamaged(at, 0x10, false));
    const session = await shop.session(`${at}`, 1);
    stop();
    t.truthy(session.error, `byte ${at}`);
    t.deepEqual(session.executed, []);
    t.true(session.elapsedMs <= 20_000, `${session.elapsedMs} ms`);
    t.is((await shop.session(`${at} again`, 1)).outcome?.outcome, "committed");
  }
  await shop.close();
});

test("the judge sees a second debit, a wrong commit, a denied debit and a repeated execution", async (t) => {
  const shop = await openNoisyShop(SEED);
  const right = await shop.session("S-1", 1);
  await shop.close();
  const wrong: [Partial<Session>, RegExp][] = [
    [{ tacs: ["00", "01"] }, /debited 2 times/],
    [{ tacs: [] }, /has not debited/],
    [{ tacs: ["00000000"] }, /the card's is 00000000/],
    [{ outcome: { ...right.outcome!, outcome: "refused" } }, /and the card has debited/],
    [{ outcome: { ...right.outcome!, outcome: "manual" } }, /manual/],
    [{ outcome: undefined }, /broke off/],
    [{ executed: [...right.executed, right.executed.at(-1)!] }, /executed again/],
    [{ elapsedMs: 1e6 }, /took/],
  ];
  t.is(faultOf(right), undefined);
  for (const [change, fault] of wrong) t.regex(faultOf({ ...right, ...change }) ?? "", fault);
  const ledger = new Ledger();
  t.regex(ledger.take({ ...right, recovered: [right.outcome!] }) ?? "", /was not undecided/);
});
