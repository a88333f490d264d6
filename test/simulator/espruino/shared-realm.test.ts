/** All machines of a process run the built firmware in one realm: nothing goes from one to the other through it. */
import { runInSharedRealm } from "@duka/simulator/espruino/shared-realm";
import test from "ava";

function noted(text: string): unknown[] {
  const notes: unknown[] = [];
  runInSharedRealm(`"use strict";${text}`, {
    note: (...items: unknown[]) => notes.push(...items),
    Serial1: notes,
  });
  return notes;
}

test("a bundle finds the globals of its own start, by name and behind global, and no one else's", (t) => {
  const text = "note(global.Serial1 === Serial1, globalThis === global, global.kept); global.kept = 1;";
  t.deepEqual(noted(text), [true, true, undefined]);
  t.deepEqual(noted(text), [true, true, undefined]);
});

test("what one start declares the next does not see", (t) => {
  const text = "note(typeof left); (() => { var left = 1; note(left); })();";
  t.deepEqual(noted(text), ["undefined", 1]);
  t.deepEqual(noted(text), ["undefined", 1]);
});

const CHANGES: readonly string[] = [
  "Object.prototype.leak = 1",
  "Array.prototype.push = 1",
  "Uint8Array.prototype.set = 1",
  "Object.getPrototypeOf(Uint8Array.prototype).set = 1",
  "Uint8Array.leak = 1",
  "Math.random = 1",
  "JSON.stringify = 1",
  "delete Math.max",
  "Object.setPrototypeOf(Array.prototype, null)",
  "Object.defineProperty(String.prototype, 'leak', { value: 1 })",
  "(() => 0).constructor.prototype.call = 1",
  "Object.getPrototypeOf(async () => 0).leak = 1",
  "Object.getPrototypeOf(Promise.resolve(1)).then = 1",
  "(1).constructor.prototype.leak = 1",
  "/x/.constructor.prototype.exec = 1",
  "new Error('x').constructor.stackTraceLimit = 1",
  "leak = 1",
];

for (const change of CHANGES)
  test(`a bundle cannot change what all share: ${change}`, (t) => {
    const error: unknown = t.throws(() => noted(change), { any: true });
    t.regex(String(error), /^(TypeError|ReferenceError): /);
    t.deepEqual(noted("note(typeof {}.leak, [1].push(2), typeof Math.max)"), ["undefined", 2, "function"]);
  });

test("no text becomes code there, which would not be strict and reach the global object of all", (t) => {
  for (const text of [
    "new Function('return this')()",
    "(0, eval)('this')",
    "(() => 0).constructor('return this')()",
  ]) {
    const error: unknown = t.throws(() => noted(text), { any: true });
    t.regex(String(error), /^EvalError: /, text);
  }
});

test("what the interpreter lacks is not there, and a function has no global object as its this", (t) => {
  const text = "note(typeof Map, typeof Symbol, typeof Object.freeze, (function () { return this; })())";
  t.deepEqual(noted(text), ["undefined", "undefined", "undefined", undefined]);
});
