/** The library's parsers on damaged bytes, under the sanitizers. */
import { execFileSync, spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { join } from "node:path";
import test from "ava";
import { BUILD, NATIVE } from "./harness/callers.js";

const SANITIZED = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-pthread"];
const ROUNDS = 200_000;

test("answers and settings of any bytes: nothing is read or written beside them", (t) => {
  const program = join(BUILD, "fuzz-answer");
  const sources = ["answer.c", "settings.c", "platform-posix.c"].map((file) => join(NATIVE, "src", file));
  const fuzzer = join(NATIVE, "../../test/native/programs/fuzz-answer.c");
  const words = [
    "-std=c99",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-O1",
    "-g",
    ...SANITIZED,
    "-I",
    join(NATIVE, "src"),
  ];
  execFileSync("gcc", [...words, "-o", program, fuzzer, ...sources]);
  const seed = randomInt(1_000_000_000);
  const ran = spawnSync(program, [String(seed), String(ROUNDS)], { encoding: "latin1", maxBuffer: 1 << 28 });
  t.is(ran.status, 0, ran.stderr.slice(-4000));
  t.is(ran.stdout, "4 of 5 taken undamaged\n");
  t.log(`${ROUNDS} inputs, from seed ${seed}`);
});
