/** What is said of options that are wrong: the member, what it may be, and what stood there unless it is a secret. */
import { openAccount, openHttpCentre, openReader, openSettlement } from "@duka/driver";
import { openSSCard } from "@duka/driver/sscard";
import test from "ava";
import { openTestTill, stillClock } from "../../support/card/till.js";

const { account, journal } = await openTestTill();
const clock = stillClock();
const reader = {
  clock,
  simulated: true,
  meter: { reading: () => ({ ms: 0, limitMs: 0 }), since: () => ({ ms: 0, limitMs: 0 }) },
  slot: () => Promise.reject(new Error("not asked")),
};
const centre = { institutionId: "H1", simulated: true, call: () => Promise.reject(new Error("not asked")) };

const OPENED = {
  openAccount: [openAccount, { reader, journal }],
  openSSCard: [openSSCard, { openReader: async () => reader, journal }],
  openHttpCentre: [openHttpCentre, { url: "http://127.0.0.1:1", institutionId: "H1", clock }],
  openSettlement: [openSettlement, { journal, centre, clock, region: "330100" }],
  openReader: [(options: object) => openReader("sim:", options), {}],
  "a call's limits": [(limits: object) => account.balance("purse", limits), {}],
} as const;

const SAID: readonly [
  of: keyof typeof OPENED,
  change: object,
  error: typeof Error,
  message: string | RegExp,
][] = [
  ["openAccount", { reader: {} }, TypeError, "reader is what openReader gives, not an object"],
  ["openAccount", { journal: undefined }, TypeError, "journal is what openJournal gives, not undefined"],
  ["openAccount", { cardSlot: 16 }, RangeError, "cardSlot must be an integer from 0 to 15, not 16"],
  ["openAccount", { language: "fr" }, RangeError, 'language must be one of en, zh, not "fr"'],
  ["openAccount", { waitCardMs: 600_001 }, RangeError, "waitCardMs is 0 to 600000, not 600001"],
  ["openAccount", { askPassword: "123456" }, TypeError, 'askPassword must be a function, not "123456"'],
  ["openAccount", { blacklist: [] }, TypeError, "blacklist is what openBlacklist gives, not a list"],
  [
    "openAccount",
    { reader: undefined, raeder: reader },
    TypeError,
    /^options has no member "raeder"; known: reader, journal, profile, /,
  ],
  [
    "openSSCard",
    { deviceNumber: "a|b" },
    RangeError,
    'deviceNumber must be at most 40 characters, without separators, not "a|b"',
  ],
  ["openHttpCentre", { url: 7 }, TypeError, "url must be a text, not 7"],
  [
    "openHttpCentre",
    { authorization: "Bearer 密" },
    RangeError,
    "authorization must be 1 to 4096 printable ASCII characters",
  ],
  ["openHttpCentre", { tls: { key: "secret" } }, RangeError, 'tls.key must be a PEM text ("-----BEGIN …")'],
  [
    "openSettlement",
    { region: "3301" },
    RangeError,
    'region must be the 6 digits of the city profile, not "3301"',
  ],
  ["openSettlement", { clock: {} }, TypeError, "clock is what realClock is: a clock, not an object"],
  ["openReader", { deadlineMs: 0 }, RangeError, "deadlineMs must be above 0 and at most 3600000, not 0"],
  ["openReader", { signal: {} }, TypeError, "signal is an AbortSignal, not an object"],
  ["openReader", { timeoutMs: 1 }, TypeError, /^options has no member "timeoutMs"; known: deadlineMs, /],
  ["a call's limits", { signal: 1 }, TypeError, "signal is an AbortSignal, not 1"],
  ["a call's limits", { deadline: 1 }, TypeError, /^limits has no member "deadline"; known: signal, /],
];

for (const [of, change, instanceOf, message] of SAID) {
  test(`${of} is refused by its member: ${Object.keys(change).join(", ")} as in ${String(message)}`, async (t) => {
    const [open, good] = OPENED[of];
    await t.throwsAsync(async () => (open as (options: object) => unknown)({ ...good, ...change }), {
      instanceOf,
      message,
    });
  });
}
