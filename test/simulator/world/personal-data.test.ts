/** Whom a card belongs to stays out of all that is printed, in each encoding: logs, pages, JUnit, JSON. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { cardFor } from "@duka/simulator/card/card-issue";
import { findProfile } from "@duka/simulator/profiles/profiles";
import { openWorld } from "@duka/simulator/world/open-world";
import { createPersonalMask } from "@duka/simulator/world/personal-mask";
import test from "ava";
import fc from "fast-check";
import { runTool } from "../../support/programs/tools.js";
import { folderOf } from "../../support/values/folder.js";

const HANGZHOU = findProfile("hangzhou");
const SCENARIO = fileURLToPath(
  new URL("../../../../simulator/scenarios/card-pulled-after-debit.yaml", import.meta.url),
);

/** GB 18030 as the simulated cards have it: 王小明, 李雷, 欧阳春. */
const NAMES = [
  ["王小明", "CDF5D0A1C3F7"],
  ["李雷", "C0EEC0D7"],
  ["欧阳春", "C5B7D1F4B4BA"],
] as const;

const spaced = (hex: string): string => hex.replace(/(..)(?=.)/g, "$1 ");

/** As text, as decimal digits of a card, and as bytes of characters; with and without spaces. */
function tracesOf(numbers: readonly string[], name: string, gb: string): readonly string[] {
  const ascii = numbers.map((number) => Buffer.from(number).toString("hex"));
  const hex = [...numbers, ...ascii, gb, Buffer.from(name).toString("hex")].flatMap((one) => [
    one,
    spaced(one),
    spaced(one.slice(4)),
  ]);
  return [name, ...numbers, ...hex].map((one) => one.toUpperCase());
}

function found(text: string, traces: readonly string[]): readonly string[] {
  const all = text.toUpperCase();
  return traces.filter((trace) => all.includes(trace));
}

/** The characters of a card line, one after the other. */
function charactersOf(text: string): string {
  const events = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { type: string; to?: string; byte?: string; chip?: string });
  return ["card", "reader"]
    .map((to) => events.filter((one) => one.type === "character" && one.to === to && one.chip === "card"))
    .map((line) => line.map(({ byte }) => byte).join(" "))
    .join("\n");
}

test("no name, ID number or card number stands in the log of a world, whoever has the card", async (t) => {
  const digits = (count: number) =>
    fc
      .array(fc.integer({ min: 0, max: 9 }), { minLength: count, maxLength: count })
      .map((all) => all.join(""));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...NAMES), digits(17), digits(16), async ([name, gb], id, serial) => {
      const issued = cardFor(HANGZHOU, name, 2);
      const idNumber = `${id}X`;
      const cardNumber = `3301${serial}`;
      const profile = {
        ...issued,
        card: {
          ...issued.card,
          applicationSerialNumber: cardNumber,
          holderIdNumber: idNumber,
          holderNameGbk: gb,
        },
        social: { ...issued.social!, holderName: name, socialSecurityNumber: idNumber },
      };
      const world = await openWorld({ profile });
      try {
        await world.till.debit({ ref: "S-1", amountFen: 1250 });
        const traces = tracesOf([cardNumber, idNumber, serial], name, gb);
        const text = world.log.text();
        t.deepEqual(found(text + charactersOf(text), traces), []);
        const open = world.log.text({ withPersonalData: true });
        t.true(found(open, traces).length > 0, "the card number is read in each sale");
        t.true(found(charactersOf(open), traces).length > 0);
      } finally {
        await world.close();
      }
    }),
    { numRuns: 4 },
  );
});

test("a part of a number is hidden from eight digits on, at any place; other numbers and bytes are as they were", (t) => {
  const mask = createPersonalMask();
  mask.addNumber("33018653000100174236");
  mask.addName("王小明", "CDF5D0A1C3F70000");
  t.is(mask.text("80 50 86 53 00 01 00 17 42 36 90 00"), "80 50 ·· ·· ·· ·· ·· ·· ·· ·· 90 00");
  t.is(mask.text("card 86530001 of 王小明, 20261121"), "card ········ of ···, 20261121");
  t.is(mask.text("01 CD F5 D0 A1 C3 F7 02"), "01 ·· ·· ·· ·· ·· ·· 02");
  t.is(mask.text("33 01 00 00 00 21"), "33 01 00 00 00 21");
  t.is(mask.text("x3330313836353330x"), "x················x");
  t.is(mask.text("01 57 02"), "01 57 02");
  mask.addName("W");
  t.is(mask.text("01 57 02"), "01 ·· 02", "a name of one byte");
  t.deepEqual(mask.value({ of: ["33018653"], amountFen: 33018653 }), {
    of: ["········"],
    amountFen: 33018653,
  });
});

test("duka-sim run, sweep and replay mask personal data in every output, and show it when told to", async (t) => {
  const folder = folderOf(t);
  const [html, junit, cuts] = ["run.html", "run.xml", "cuts.html"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const traces = tracesOf(
    [HANGZHOU.card.applicationSerialNumber, HANGZHOU.card.holderIdNumber, "8653000100174236"],
    "张三",
    "D5C5C8FD",
  );
  const replay = [
    "replay",
    "purchase;hangzhou,T=0,purse;seed=7;card-removed@DEBIT FOR PURCHASE, answer byte 2",
  ];
  const outputs = async (personal: readonly string[]): Promise<readonly string[]> => {
    const ran = await runTool("duka-sim", [
      "run",
      SCENARIO,
      "--html",
      html,
      "--junit",
      junit,
      "--json",
      ...personal,
    ]);
    const swept = await runTool("duka-sim", [
      "sweep",
      "purchase",
      "--every",
      "900",
      "--html",
      cuts,
      ...personal,
    ]);
    const logged = await runTool("duka-sim", [...replay, "--log", ...personal]);
    const asJson = await runTool("duka-sim", [...replay, "--log", "--json", ...personal]);
    const pages = [html, cuts].map((file) => pageText(readFileSync(file, "utf8")));
    const printed = [ran, swept, logged, asJson].flatMap(({ code, out, told }) => {
      t.is(code, 0, told);
      return [out, told];
    });
    return [...pages, readFileSync(junit, "utf8"), ...printed];
  };
  for (const text of await outputs([])) t.deepEqual(found(text, traces), []);
  const open = await outputs(["--with-personal-data"]);
  t.true(found(open[0]!, traces).length > 0);
  t.true(found(open[1]!, traces).length > 0);
  t.true(found(open.join("\n"), traces).length > 0);
});

/** With its worlds unpacked. */
function pageText(page: string): string {
  const [, packed = ""] = /<script type="text\/plain" id="worlds">([^<]*)</.exec(page) ?? [];
  return page + gunzipSync(Buffer.from(packed, "base64")).toString("utf8");
}
