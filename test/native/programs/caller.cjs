/** Calls the library by koffi (in DUKA_KOFFI); lines in and out as caller.c has them. Node has no guard pages. */
const { createInterface } = require("node:readline");
const koffi = require(process.env.DUKA_KOFFI ?? "koffi");

const library = koffi.load(process.argv[2]);
const FILL = 0xa5;
const functions = new Map();

function functionOf(name, kinds) {
  const key = `${name} ${kinds}`;
  if (!functions.has(key)) {
    const types = [...kinds].map((kind) => (kind === "i" ? "int" : "void *"));
    functions.set(key, library.func(name, "int", [...types, "void *"]));
  }
  return functions.get(key);
}

function passed(word) {
  if (word[0] === "i") return Number(word.slice(1));
  if (word[0] === "n") return null;
  const bytes = Buffer.from(word.slice(1), "hex");
  return word[0] === "s" ? Buffer.concat([bytes, Buffer.of(0)]) : bytes;
}

/** In a thread of koffi's own. */
function run(name, size, words) {
  const out = words.includes("-") ? null : Buffer.alloc(size + 16, FILL);
  const given = words.filter((word) => word !== "-");
  const call = functionOf(name, given.map((word) => (word[0] === "i" ? "i" : "p")).join(""));
  return new Promise((resolve, reject) => {
    call.async(...given.map(passed), out, (error, code) => {
      if (error) reject(error);
      else if (out === null) resolve(`${code} -`);
      else {
        const end = out.indexOf(0);
        const isWhole = end >= 0 && end < size && out.subarray(size).every((byte) => byte === FILL);
        resolve(`${code} ${isWhole ? out.subarray(0, end).toString("hex") : "unterminated"}`);
      }
    });
  });
}

async function main() {
  for await (const line of createInterface({ input: process.stdin })) {
    const words = line.split(" ");
    const count = words[0][0] === "*" ? Number(words.shift().slice(1)) : 1;
    const calls = Array.from({ length: count }, () => run(words[0], Number(words[1]), words.slice(2)));
    console.log((await Promise.all(calls)).join("\n"));
  }
}

main();
