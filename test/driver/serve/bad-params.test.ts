/**
 * Every method, with every member of its parameters replaced by what it cannot be: one answer each, nothing debited,
 * the server goes on.
 */
import { join } from "node:path";
import { METHODS, methodNames } from "@duka/driver/serve/requests";
import test from "ava";
import { z } from "zod";
import { serve } from "../../support/programs/serve.js";
import { VOUCHING } from "../../support/shop/insurance.js";
import { BAD_VALUES } from "../../support/values/bad-values.js";
import { folderOf } from "../../support/values/folder.js";

/** What JSON can say, in a line that is not too long. */
const IN_JSON = BAD_VALUES.filter(([, value]) => {
  if (
    value === undefined ||
    typeof value === "function" ||
    typeof value === "symbol" ||
    typeof value === "bigint"
  )
    return false;
  return !(typeof value === "string" && value.length > 1000) && !isDeep(value);
});

function isDeep(value: unknown): boolean {
  return typeof value === "object" && value !== null && "nest" in value;
}

/** Right parameters, for methods that need some. */
const GOOD: { readonly [method: string]: object } = {
  debit: { ref: "S-1", amountFen: 100, kind: "purse", deadlineMs: 1000, deferOnFailure: false },
  credit: { ref: "L-1", amountFen: 100 },
  reverse: { ref: "R-1", of: "S-1" },
  ldt33: { function: "iReadCardBas", arguments: [1] },
  explain: { what: "6985" },
  export: { day: "2026-11-21" },
  cancel: { request: 1 },
  resetPassword: { ref: "W-1", window: "W", operator: "o", vouching: VOUCHING },
  unblockPassword: { ref: "W-1", window: "W", operator: "o", vouching: VOUCHING },
  activate: { ref: "W-1", window: "W", operator: "o", vouching: VOUCHING },
};

const membersOf = (name: (typeof methodNames)[number]): string[] => {
  const { properties = {} } = z.toJSONSchema(METHODS[name].params) as { properties?: object };
  return Object.keys(properties);
};

for (const name of methodNames) {
  test(`${name}: each wrong member of its parameters has one answer, which says what is wrong`, async (t) => {
    const served = serve(["--reader", "tcp://127.0.0.1:1", "--journal", join(folderOf(t), "j.db")]);
    const good = GOOD[name] ?? { ref: "S-1" };
    const places = ["itself", "foreign", ...membersOf(name)];
    let id = 0;
    for (const place of places) {
      for (const [what, value] of IN_JSON) {
        // A sale that is deferred is no mistake.
        if (place === "deferOnFailure" && value === true) continue;
        id++;
        const params = place === "itself" ? value : { ...good, [place]: value };
        served.say(JSON.stringify({ id, method: name, params }));
        const { id: answered, error, result } = await served.next();
        const title = `${place} is ${what}`;
        t.is(answered, id, title);
        t.true((error === undefined) !== (result === undefined), title);
        if (place === "foreign") t.is(error?.kind, "usage", title);
        if (error === undefined) continue;
        t.true(["usage", "reader"].includes(error.kind), `${title}: ${error.kind} ${error.message}`);
        t.true(error.message.length > 8 && error.message.length < 600, title);
        t.notRegex(error.message, /Cannot read|is not a function|undefined \(|\.js:\d/, title);
      }
    }
    served.say(JSON.stringify({ id: "last", method: "sales", params: { released: true } }));
    t.deepEqual((await served.next()).result, { sales: [] });
    t.is(await served.end(), 0);
  });
}

test("nested a hundred thousand levels deep, or without an end: an error, and the next request is answered", async (t) => {
  const served = serve(["--reader", "tcp://127.0.0.1:1", "--journal", join(folderOf(t), "j.db")]);
  const depth = 50_000;
  served.say(`{"id":1,"method":"debit","params":${"[".repeat(depth)}${"]".repeat(depth)}}`);
  t.is((await served.next()).error?.code, "no-json");
  served.say(
    `{"id":2,"method":"show","params":{"ref":${'{"a":'.repeat(depth / 2)}1${"}".repeat(depth / 2)}}}`,
  );
  t.is((await served.next()).error?.code, "no-json");
  served.say(`${'{"a":'.repeat(depth / 2)}`);
  t.is((await served.next()).error?.code, "no-json");
  const chunk = new Uint8Array(64 * 1024).fill(0x61);
  for (let sent = 0; sent < 4 * 160 * 1024; sent += chunk.length) served.say(chunk.slice());
  served.say("");
  t.is((await served.next()).error?.code, "too-long");
  served.say('{"id":3,"method":"hello"}');
  t.is((await served.next()).id, 3);
  served.say(chunk.slice());
  t.is(await served.end(), 0);
  t.is((await served.next()).error?.code, "no-json");
});
