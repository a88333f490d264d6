/**
 * Several test files in one process: to start AVA and to load the packages costs more than most files. The files take
 * turns, so that none sees another at work; within a file the serial tests run first, then the others side by side, a few
 * at a time. Titles are those that AVA gives to the same file alone.
 */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import collected, { beginFile } from "./collected.js";

const BUILT = new URL("../dist/", import.meta.url);
/** Where AVA keeps what `import "ava"` will give. */
const { refs } = createRequire(import.meta.url)(
  fileURLToPath(new URL("../lib/worker/state.cjs", import.meta.resolve("ava"))),
);
const ava = refs.runnerChain;

/**
 * So many tests of a file run at once. AVA alone runs all of them at once: where each has a card, a reader and a journal,
 * the memory of hundreds is looked through again and again.
 */
const AT_ONCE = 4;

/** Loads and declares the tests of these files, paths under `test/dist`. */
export async function runGroup(names) {
  // AVA has Node read the map of every module as it is loaded, also in processes that a test forks; a sixth of the time
  // that loading takes. The test command looks up the line of the source when a test has failed.
  process.setSourceMapsEnabled(false);
  process.execArgv = process.execArgv.filter((word) => word !== "--enable-source-maps");
  // Test files get the collector in place of AVA. A module hook would do it too, but Node asks one in a thread of its own
  // for each module that anything loads: a third of the time that loading takes.
  refs.runnerChain = collected;
  const files = [];
  for (const name of names) files.push(await load(name));
  // AVA takes declarations until it starts, which is as soon as it can after the first.
  let turn = Promise.resolve();
  for (const file of files) turn = declare(file, turn);
}

async function load(name) {
  const { tests, after } = beginFile();
  const prefix = name
    .replace(/\.test\.js$/, "")
    .split("/")
    .join(" › ");
  try {
    await import(new URL(name, BUILT).href);
  } catch (error) {
    const fails = () => {
      throw error;
    };
    return { prefix, tests: [{ title: "the file is loaded", run: fails, args: [] }], after: [] };
  }
  if (tests.length > 0) return { prefix, tests, after };
  const fails = (t) => t.fail(`no tests found in ${name}`);
  return { prefix, tests: [{ title: "the file has tests", run: fails, args: [] }], after: [] };
}

/** The turn of the next file: when all tests of this one have ended, with their teardowns. */
function declare({ prefix, tests, after }, turn) {
  const places = placesFor(AT_ONCE);
  let ready = turn;
  const ended = [];
  for (const test of [...tests.filter(isSerial), ...tests.filter((test) => !isSerial(test))]) {
    const mayStart = ready;
    const end = new Promise((resolve) => {
      ava(`${prefix} › ${test.title}`, async (t) => {
        // The last of the teardowns: they run in the other order.
        t.teardown(() => {
          places.leave();
          resolve();
        });
        await mayStart;
        await places.enter();
        await test.run(t, ...test.args);
      });
    });
    ended.push(end);
    if (isSerial(test)) ready = end;
  }
  for (const run of after) ava.after.always(run);
  return Promise.all(ended);
}

/** Who enters waits until fewer than `most` are inside. */
function placesFor(most) {
  let inside = 0;
  const waiting = [];
  return {
    async enter() {
      if (inside < most) inside++;
      else await new Promise((resolve) => waiting.push(resolve));
    },
    leave() {
      const next = waiting.shift();
      if (next === undefined) inside--;
      else next();
    },
  };
}

function isSerial(test) {
  return test.isSerial === true;
}
