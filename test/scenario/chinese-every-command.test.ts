import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { runTool } from "../support/programs/tools.js";
import { openServiceWindow } from "../support/shop/clerk-window.js";
import { activeCard, tillRows } from "../support/shop/json-rows-till.js";
import { windowRows } from "../support/shop/json-rows-window.js";
import { serviceRows } from "../support/programs/json-rows-services.js";
const HANGZHOU = { ...findProfile("hangzhou"), name: "purse-city" };
const ENGLISH = /[A-Za-z][A-Za-z']+(?:[ ,;:]+[A-Za-z][A-Za-z']*){2,}/;
test("walk", async (t) => {
  t.timeout(300_000);
  const [window, till] = [await openServiceWindow(t), await openServiceWindow(t, HANGZHOU)];
  const card = await activeCard(till);
  const [atWindow, atTill] = [window, till].map(({ env }) => ({ ...env, DUKA_INSTITUTION: "H510100001" }));
  const rows = [
    ...windowRows(window).map((row) => ({ row, env: atWindow! })),
    ...tillRows(till, card, atTill!).map((row) => ({ row, env: atTill! })),
    ...serviceRows(till.folder).map((row) => ({ row, env: atTill! })),
  ];
  for (const { row, env } of rows) {
    for (const [kind, words] of Object.entries({ wrong: row.wrong, refused: row.refused, done: row.done ? [...row.done.filter((w, at, all) => !(w==="--reader" || all[at-1]==="--reader")), "--reader", "tcp://127.0.0.1:1"] : null })) {
      if (words === null) continue;
      const at = performance.now();
      const ran = await runTool("duka", [...row.command.split(" "), ...words, "--lang", "zh"], { env, typed: row.typed ?? [] });
      const ms = Math.round(performance.now() - at);
      const bad = [...ran.told.split("\n"), ...ran.out.split("\n")].filter((l) => ENGLISH.test(l));
      console.log(`## ${row.command} ${kind} ${ran.code} ${ms}ms`);
      for (const l of bad) console.log("   ", l.slice(0, 250));
    }
  }
  t.pass();
});
