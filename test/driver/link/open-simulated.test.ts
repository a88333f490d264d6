import { ReaderError } from "@duka/driver/base/errors";
import { openSimulatedWorld } from "@duka/driver/link/open-simulated";
import test from "ava";

/** A module as text. */
function moduleOf(source: string): string {
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

test("a simulator that is not installed is told in one line, with what to install", async (t) => {
  const work = openSimulatedWorld("", "@duka/no-such-simulator");
  const error = await t.throwsAsync(work, { instanceOf: ReaderError });
  t.is(error.code, "no-reader");
  t.false(error.message.includes("\n"));
  t.is(error.remedy, "npm install @duka/no-such-simulator");
});

test("a package that cannot open a simulated reader is no simulator", async (t) => {
  const work = openSimulatedWorld("", moduleOf("export const openSimulated = 1;"));
  await t.throwsAsync(work, { instanceOf: ReaderError, message: /sim:/ });
});

test("a simulator that is broken itself is not called missing", async (t) => {
  const source = "import 'no-such-package'; export const openSimulated = 1;";
  // What a module hook throws, as in a coverage run, is an error of another thread.
  const error = await t.throwsAsync(openSimulatedWorld("", moduleOf(source)), { any: true });
  t.false(error instanceof ReaderError);
  t.regex(String((error as Error).message), /no-such-package/);
});

test("what follows sim: goes to the simulator, and its RangeError comes back as it is", async (t) => {
  const source =
    "export const openSimulated = async (spec) => { throw new RangeError('bad spec ' + spec); };";
  await t.throwsAsync(openSimulatedWorld("nowhere?state=x", moduleOf(source)), {
    instanceOf: RangeError,
    message: "bad spec nowhere?state=x",
  });
});

test("a card that another process uses is in use", async (t) => {
  const source = `export const openSimulated = async () => {
    throw Object.assign(new Error("used by process 1"), { code: "card-in-use" });
  };`;
  const error = await t.throwsAsync(openSimulatedWorld("?state=x", moduleOf(source)), {
    instanceOf: ReaderError,
  });
  t.like(error, { code: "card-in-use", delivery: "not-sent" });
  t.regex(error.message, /used by process 1/);
});
