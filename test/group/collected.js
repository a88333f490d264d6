/** Stands for `ava` while the files of a group are loaded: it keeps what each of them declares. */

/** The file that is being loaded: its tests, and what is to happen after all of them. */
let current = { tests: [], after: [] };

export function beginFile() {
  current = { tests: [], after: [] };
  return current;
}

function test(title, run, ...args) {
  declare(title, run, args, false);
}

test.serial = (title, run, ...args) => declare(title, run, args, true);
test.after = (run) => current.after.push(run);
test.after.always = test.after;

function declare(title, run, args, isSerial) {
  if (typeof title !== "string" || typeof run !== "function") {
    throw new TypeError("a test is declared by its title and its function");
  }
  current.tests.push({ title, run, args, isSerial });
}

export default new Proxy(test, {
  get(known, name) {
    if (name in known) return known[name];
    throw new TypeError(
      `test.${String(name)} is not known in a group of files: declare by test(), test.serial() and test.after.always()`,
    );
  },
});
