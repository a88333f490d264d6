import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { join } from "node:path";
import { tellAccount } from "@duka/driver/base/diagnostics-channel";
import { attachLogger, jsonLines, type LogLevel, type LogRecord } from "@duka/driver/base/logger";
import { openCardSession } from "@duka/driver/card/card-session";
import { around } from "@duka/driver/reader/around";
import { reported } from "@duka/driver/reader/reporting";
import { selectByName, verify } from "@duka/protocol/commands/iso7816";
import { parseHex } from "@duka/protocol/layout/hexadecimal";
import { openChips } from "@duka/simulator/card/open-chips";
import test from "ava";
import { broken, chipSlot } from "../../support/card/chip-transport.js";
import { NOON_MS, stillClock } from "../../support/card/till.js";
import { duka } from "../../support/programs/terminal.js";
import { folderOf } from "../../support/values/folder.js";

const PURSE = parseHex("A00000000386980701");

async function visit(): Promise<void> {
  const slot = chipSlot("test: slot 0", openChips("hangzhou", undefined, 1).card);
  const session = await openCardSession(around(slot.transport, reported(stillClock())), stillClock());
  await session.send(selectByName, { applicationName: PURSE });
  await session.send(verify, { pin: parseHex("123456") });
  slot.fault = () => {
    throw broken("parity", "unknown");
  };
  await session.send(verify, { pin: parseHex("123456") }).catch(() => undefined);
  await session.close();
}

test.serial(
  "a logger gets every record of its level and above, no password, and nothing after it was detached",
  async (t) => {
    const records: LogRecord[] = [];
    const detach = attachLogger((record) => records.push(record), "debug");
    await visit();
    detach();
    await visit();
    t.deepEqual(
      records.map(({ level, event, fields }) => [level, event, fields.command ?? null, fields.sw ?? null]),
      [
        ["info", "card.powered", null, null],
        ["debug", "exchange", "SELECT by name", "9000"],
        ["debug", "exchange", "VERIFY", "9000"],
        ["warn", "exchange", "VERIFY", null],
        ["info", "card.off", null, null],
      ],
    );
    t.like(records[3]?.fields, { error: "parity", delivery: "unknown", header: "00 20 00 00" });
    t.notRegex(JSON.stringify(records), /12 ?34 ?56/);
  },
);

const LEVELS: readonly [level: LogLevel, count: number][] = [
  ["info", 3],
  ["warn", 1],
  ["error", 0],
];

for (const [level, count] of LEVELS) {
  test.serial(`level ${level} gives ${count} of these records`, async (t) => {
    const records: LogRecord[] = [];
    const detach = attachLogger((record) => records.push(record), level);
    await visit();
    detach();
    t.is(records.length, count);
  });
}

test.serial("an account's events are told, bytes in hexadecimal, what is no plain value left out", (t) => {
  const lines: string[] = [];
  const detach = attachLogger(
    jsonLines(
      (line) => lines.push(line),
      () => NOON_MS,
    ),
  );
  tellAccount({ type: "intent", terminalSequence: 7, atr: parseHex("3B00"), isNew: true, deep: { a: 1 } });
  detach();
  t.deepEqual(lines, [
    '{"at":"2026-11-21T06:05:59.000Z","level":"info","event":"account.intent","terminalSequence":7,"atr":"3B 00","isNew":true}\n',
  ]);
});

test.serial("a logger that throws is detached, and disturbs nobody", async (t) => {
  const said: unknown[] = [];
  const complain = console.error;
  console.error = (...words) => said.push(words);
  let calls = 0;
  attachLogger(() => {
    calls++;
    throw new Error("the disk is full");
  });
  await visit();
  console.error = complain;
  t.is(calls, 1);
  t.is(said.length, 1);
});

test.serial("node:diagnostics_channel tells single exchanges to whoever subscribes", async (t) => {
  const heard: unknown[] = [];
  const listener = (message: unknown) => heard.push(message);
  subscribe("duka:exchange", listener);
  await visit();
  unsubscribe("duka:exchange", listener);
  await visit();
  t.is(heard.length, 3);
  t.like(heard[0], {
    slot: "test: slot 0",
    command: "SELECT by name",
    header: "00 A4 04 00",
    statusWord: 0x9000,
  });
});

test.serial("a sale tells its steps in order, and no password", async (t) => {
  const words = ["--reader", "sim:", "--journal", join(folderOf(t), "j.db"), "--amount", "1", "--ref", "S-1"];
  const { told } = await duka(["debit", ...words], { env: { DUKA_LOG: "info" } });
  const events = [...told.matchAll(/"event":"(account\.[a-z-]+)"/g)].map(([, event]) => event);
  t.deepEqual(
    events.slice(-4),
    ["intent", "answered", "card-debited", "ended"].map((step) => `account.${step}`),
  );
  t.notRegex(told, /123456/);
});

test.serial("DUKA_LOG switches the log of the command line on; it is off without", async (t) => {
  const words = ["balance", "--reader", "sim:", "--journal", join(folderOf(t), "j.db")];
  const quiet = await duka(words);
  t.notRegex(quiet.told, /"level"/);
  const logged = await duka(words, { env: { DUKA_LOG: "debug" } });
  t.is(logged.out, quiet.out);
  t.regex(logged.told, /"event":"exchange".*"command":"GET BALANCE".*"sw":"9000"/);
  const wrong = await duka(words, { env: { DUKA_LOG: "loud" } });
  t.is(wrong.code, 2);
  t.regex(wrong.told, /debug, info, warn, error/);
});
