import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { objectReader, objectWriter } from "@duka/protocol/layout/object-access";
import test from "ava";

test("an object is read and written name by name, in order", (t) => {
  const written: unknown[] = [];
  objectWriter<string>(["b", "a"])(
    (source, index, value) => written.push([source, index, value]),
    "layout",
    { a: 1, b: 2 },
    new Uint8Array(0),
    0,
  );
  t.deepEqual(written, [
    ["layout", 0, 2],
    ["layout", 1, 1],
  ]);
  const read = objectReader<string>(["b", "a"]);
  t.deepEqual(
    read(
      (source, index, from, end, le) => [source, index, from.length, end, le],
      "layout",
      new Uint8Array(3),
      2,
      1,
    ),
    { b: ["layout", 0, 3, 2, 1], a: ["layout", 1, 3, 2, 1] },
  );
});

test("a name that is no plain identifier never becomes code", (t) => {
  for (const name of ["a;b", "a b", "constructor()", "__proto__", "1a", "", "a.b"]) {
    t.throws(() => objectReader([name]), { instanceOf: RangeError });
    t.throws(() => objectWriter([name]), { instanceOf: RangeError });
  }
});

test("commands work where code from strings is forbidden", (t) => {
  const purse = import.meta.resolve("@duka/protocol/commands/pboc-purse");
  const command = import.meta.resolve("@duka/protocol/layout/command");
  const script = `
    import { getBalance } from ${JSON.stringify(purse)};
    import { packCommand, readResponse } from ${JSON.stringify(command)};
    let allowed = true;
    try { new Function(""); } catch { allowed = false; }
    const apdu = packCommand(getBalance, { p2: 2 });
    const result = readResponse(getBalance, Uint8Array.of(0, 0, 4, 0xe2, 0x90, 0));
    console.log(JSON.stringify([allowed, [...apdu], result.response]));`;
  const flags = ["--disallow-code-generation-from-strings", "--input-type=module"];
  const cwd = fileURLToPath(new URL(".", import.meta.url));
  const output = execFileSync(process.execPath, [...flags, "--eval", script], { cwd, encoding: "utf8" });
  t.deepEqual(JSON.parse(output), [false, [0x80, 0x5c, 0, 2, 4], { balanceFen: 1250 }]);
});
