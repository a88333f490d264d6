/** Access conditions as a profile writes them: "free", "pin or RK1DF01", "pin and RK1DF04". */
import type { Access } from "./files.js";

export function profileAccess(words: string): Access {
  if (words.includes(" or ")) return { any: words.split(" or ").map(single) };
  if (words.includes(" and ")) return { all: words.split(" and ").map(single) };
  return single(words);
}

function single(word: string): Access {
  return word === "free" || word === "pin" || word === "never" ? word : { key: word };
}
