/** The language of the machine is the interpreter's: what that lacks is not there, what it does differently differs. */
import test from "ava";
import { board } from "./board.js";

function evaluate(expression: string): unknown {
  const { notes, crashes } = board(`note(${expression})`);
  return crashes.length > 0 ? `crash: ${crashes[0]}` : notes[0];
}

test("built-ins that the interpreter lacks are not there", (t) => {
  const missing = [
    "typeof Map",
    "typeof Set",
    "typeof WeakMap",
    "typeof Symbol",
    "typeof Proxy",
    "typeof Reflect",
    "typeof BigInt",
    "typeof queueMicrotask",
    "typeof setImmediate",
    "typeof performance",
    "typeof TextEncoder",
    "typeof structuredClone",
    "typeof Object.freeze",
    "typeof Object.is",
    "typeof Math.trunc",
    "typeof Math.imul",
    "typeof Number.isInteger",
    "typeof Array.from",
    "typeof Array.of",
    "typeof [].flat",
    "typeof [].at",
    "typeof [].lastIndexOf",
    "typeof [].entries",
    "typeof Uint8Array.from",
    "typeof new Uint8Array(1).at",
    "typeof Promise.race",
    "typeof Promise.prototype.finally",
    'typeof "".at',
    'typeof "".codePointAt',
  ];
  for (const expression of missing) t.is(evaluate(expression), "undefined", expression);
});

test("built-ins that the interpreter has are there", (t) => {
  const rows: [string, unknown][] = [
    ["Object.keys({ a: 1 }).length", 1],
    ["Math.max(1, 2)", 2],
    ["[3, 1].concat([2]).sort().join()", "1,2,3"],
    ["String.fromCharCode.apply(null, new Uint8Array([72, 105]))", "Hi"],
    ["new Uint8Array([1, 2, 3]).subarray(1).length", 2],
    ["new Uint8Array([1, 2]).indexOf(2)", 1],
    ["JSON.stringify({ a: [1] })", '{"a":[1]}'],
    ["new Function('return this')() === global", true],
    ["global.Serial1 === Serial1", true],
    ["typeof Promise.resolve(1).then", "function"],
    ['"7".padStart(2, "0")', "07"],
    ["parseInt('1F', 16)", 31],
  ];
  for (const [expression, value] of rows) t.is(evaluate(expression), value, expression);
});

test("what works differently: slice, set with too much or a string, clearTimeout(undefined)", (t) => {
  const rows: [string, unknown][] = [
    ["Array.isArray(new Uint8Array([1, 2, 3]).slice(1))", true],
    ["new Uint8Array([1, 2, 3]).slice(1, -1).join()", "2"],
    ["(function (a) { a.set(new Uint8Array([7, 8, 9]), 1); return a.join(); })(new Uint8Array(3))", "0,7,8"],
    ["(function (a) { a.set('AB', 1); return a.join(); })(new Uint8Array(3))", "0,65,66"],
    ["(function (a) { a.set('ABCD', 1); return a.join(); })(new Uint8Array(3))", "0,65,66"],
    ["(function (a) { a.set([5]); return a.join(); })(new Uint8Array(2))", "5,0"],
  ];
  for (const [expression, value] of rows) t.is(evaluate(expression), value, expression);
  t.regex(String(evaluate("clearTimeout(undefined)")), /crash: clearTimeout\(undefined\) not allowed/);
  t.is(evaluate("clearInterval(17)"), undefined);
});

test("nothing is hoisted: a function used before its definition throws, after it works", (t) => {
  t.regex(board("f(); function f() {}").crashes[0]!, /f is not a function/);
  t.deepEqual(board("function f() { return 5 } function g() { return f() } note(g())").notes, [5]);
  t.deepEqual(
    board("(function(){ function f() { f = function () { return 2 }; return 1 } note(f(), f()) })()").notes,
    [1, 2],
  );
});

test("syntax that the interpreter's parser refuses is refused, with line and column", (t) => {
  const refused = [
    "function f(a = 1) {}",
    "function f(...a) {}",
    "f(...[1])",
    "var { a } = {}",
    "var [b] = []",
    "a?.b",
    "f`x`",
    "function* g() {}; function* h() { yield 1 }",
    "async function f() { await 1 }",
    "here: for (;;) {}",
    "class A { #x }",
    "class A { static {} }",
  ];
  for (const code of refused) {
    const { crashes } = board(`\n  ${code}`);
    t.is(crashes.length, 1, code);
    if (!code.startsWith("function* g")) t.regex(crashes[0]!, /^line 2, column \d+: /, code);
  }
  t.is(board("var a = ;").crashes.length, 1);
});

test("an instrumented bundle counts in the test's own counters", (t) => {
  const counted = Reflect.get(globalThis, "__coverage__");
  Reflect.set(globalThis, "__coverage__", { there: 1 });
  try {
    const { notes } = board(
      'var g = new Function("return this")(); g.__coverage__.there++; note(g.__coverage__.there)',
    );
    t.deepEqual(notes, [2]);
    t.deepEqual(Reflect.get(globalThis, "__coverage__"), { there: 2 });
  } finally {
    // The counters of a coverage run are this process's, and the other files' in it.
    if (counted === undefined) Reflect.deleteProperty(globalThis, "__coverage__");
    else Reflect.set(globalThis, "__coverage__", counted);
  }
});
