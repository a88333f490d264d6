/** The command lines of a service point in the README are run as they stand there, one after the other. */
import test from "ava";
import { openServiceWindow } from "../../support/shop/clerk-window.js";
import { readText } from "../../tidy/repository.js";

test("the README's command lines of a service point all end with 0", async (t) => {
  const [, lines = ""] =
    /## At a service point[\s\S]*?```sh\n# runs\n([\s\S]*?)```/.exec(readText("driver/README.md")) ?? [];
  const at = await openServiceWindow(t);
  const readers = new Map(
    ["card", "second"].map((name, index) => [
      `sim:city.json?state=${name}.json`,
      at.newCard(index + 1)[1] ?? "",
    ]),
  );
  const commands = lines.trim().split("\n");
  t.true(commands.length > 10);
  for (const line of commands) {
    const [program, ...words] = line.split(" ").map((word) => readers.get(word) ?? word);
    t.is(program, "duka");
    const { code, told } = await at.run(words);
    t.is(code, 0, `${line}\n${told}`);
  }
});
