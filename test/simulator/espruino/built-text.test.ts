/** The simulated board runs the text that the build has made of a bundle; of any other it makes one itself. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { builtText } from "@duka/simulator/espruino/built-text";
import { asEspruinoReadsIt, textToRun } from "@duka/simulator/espruino/language";
import test from "ava";
import { loadedModules } from "../../support/programs/loaded-modules.js";

const BUNDLES = fileURLToPath(new URL("../../../../firmware/dist/bundle/", import.meta.url));
const FILES = readdirSync(BUNDLES).filter((file) => file.endsWith(".js"));

for (const file of FILES) {
  test(`what the build has made of ${file} is what the interpreter reads`, (t) => {
    const code = readFileSync(`${BUNDLES}${file}`, "utf8");
    t.is(builtText(code), asEspruinoReadsIt(code));
    t.is(textToRun(code).text, asEspruinoReadsIt(code));
    t.true(textToRun(code).isBuilt);
    // As the realm that all machines share demands it: there no function has the global object as its `this`.
    t.true(code.startsWith('"use strict";'));
  });
}

test("a bundle that differs by one character is another one, and is read anew", (t) => {
  const code = `${readFileSync(`${BUNDLES}${FILES[0]}`, "utf8")}\nfunction other() {}`;
  t.is(builtText(code), undefined);
  t.true(textToRun(code).text.endsWith("\nvar other=function() {};"));
  t.false(textToRun(code).isBuilt);
});

test("a process that runs the built firmware loads no parser", (t) => {
  const loaded = loadedModules("duka", ["balance", "--reader", "sim:"]);
  t.true(loaded.some((url) => /\/bin\/dist\/simulated-[^/]+\.js$/.test(url)));
  t.deepEqual(
    loaded.filter((url) => url.includes("/acorn/")),
    [],
  );
});
