/** What help says, the manual page says. */
import test from "ava";
import { MAN_PAGES, manPageOf } from "./man-pages.js";
import { readText } from "./repository.js";

for (const [path, tool] of MAN_PAGES)
  test(`the manual page of ${tool} says what its commands take (else: write-man-pages.ts)`, async (t) => {
    t.is(readText(path), await manPageOf(tool));
  });
