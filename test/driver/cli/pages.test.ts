import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import test from "ava";
import { duka } from "../../support/programs/terminal.js";
import { centreWords, today } from "../../support/shop/centre-service.js";
import { folderOf } from "../../support/values/folder.js";

const PAGES = new URL("../../../../driver/docs/", import.meta.url);

type Line = { readonly text: string; readonly words: readonly string[]; readonly exitCode: number };

/** The lines of `sh` blocks: words as a shell takes them, and the exit code that is told behind; 0 where none is. */
function linesOf(page: string): Line[] {
  const blocks = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);
  return blocks
    .flatMap((block) => block.split("\n"))
    .filter((text) => text !== "")
    .map((text) => {
      const [line = "", remark = ""] = text.split(/\s+# /);
      const words = [...line.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g)].map(([word]) =>
        word.replace(/["']/g, ""),
      );
      return { text, words, exitCode: Number(/exit code (\d)/.exec(remark)?.[1] ?? 0) };
    });
}

for (const [file, least] of [
  ["pharmacy-day.md", 15],
  ["hospital-visit.md", 11],
] as const) {
  test.serial(
    `every line of driver/docs/${file} works as it is typed, with the exit code that is told`,
    async (t) => {
      t.timeout(120_000);
      const folder = folderOf(t);
      const [, centre = ""] = await centreWords(t);
      const env: { [name: string]: string } = {};
      let count = 0;
      for (const { text, words, exitCode } of linesOf(
        readFileSync(fileURLToPath(new URL(file, PAGES)), "utf8"),
      )) {
        if (words[0] === "export") {
          for (const setting of words.slice(1)) {
            const at = setting.indexOf("=");
            env[setting.slice(0, at)] = setting.slice(at + 1);
          }
          env.DUKA_CENTRE = centre;
          env.DUKA_READER = (env.DUKA_READER ?? "").replace("state=", `state=${folder}/`);
          env.DUKA_JOURNAL = `${folder}/${env.DUKA_JOURNAL}`;
          continue;
        }
        t.deepEqual(words.slice(0, 2), ["npx", "duka"], text);
        const { code, told } = await duka(
          words.slice(2).map((word) => (word === "TODAY" ? today() : word)),
          { env },
        );
        t.is(code, exitCode, `${text}\n${told}`);
        count++;
      }
      t.true(count >= least, `${count} lines`);
    },
  );
}
