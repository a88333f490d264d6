import { checkSubset } from "@duka/flash/subset/subset";
import test from "ava";

/** A construct outside the subset, and a part of the message that names it. The offence is on the last line. */
const OFFENCES: readonly (readonly [rule: string, code: string, message: string])[] = [
  ["default parameter", "var f =\nfunction (a = 1) { return a; };", "default value"],
  ["rest parameter", "var f =\nfunction (...a) { return a; };", "rest parameters"],
  ["spread in a call", "var f = Math.max;\nf(...[1, 2]);", "spread"],
  ["spread in an array", "var a = [];\na = [...a, 1];", "spread"],
  ["spread in an object", "var a = {};\na = { ...a };", "spread"],
  ["destructuring declaration of an object", "var o = {};\nvar { length } = o;", "destructuring"],
  ["destructuring declaration of an array", "var o = [1];\nvar [a] = o;", "destructuring"],
  ["destructuring parameter", "var f =\nfunction ({ a }) { return a; };", "destructuring"],
  ["destructuring assignment", "var a;\n[a] = [1];", "destructuring"],
  ["destructuring loop head", "var all = [];\nfor (var [a] of all) a();", "destructuring"],
  ["optional chaining", "var a = {};\na?.b;", "optional chaining"],
  ["optional call", "var a = {};\na.b?.();", "optional chaining"],
  ["??=", "var a;\na ??= 1;", "??="],
  ["||=", "var a;\na ||= 1;", "||="],
  ["&&=", "var a;\na &&= 1;", "&&="],
  ["**", "var a = 2;\na = a ** 2;", "**"],
  ["**=", "var a = 2;\na **= 2;", "**="],
  ["computed key in a literal", "var k = 'a';\nvar o = { [k]: 1 };", "computed key"],
  ["computed key in a class", "var k = 'a';\nclass A { [k]() {} }", "computed key"],
  ["tagged template", "var f = Math.max;\nf`a`;", "tagged template"],
  ["new.target", "var f =\nfunction () { return new.target; };", "new.target"],
  ["generator", "var a;\nfunction* f() { }", "generator"],
  ["yield", "function f() { var g =\nfunction* () { }; }", "generator"],
  ["async function", "var a;\nasync function f() {}", "async"],
  ["async arrow", "var a =\nasync () => {};", "async"],
  ["for await", "async function f() { var a = [];\nfor await (var x of a) x(); }", "for await"],
  ["BigInt", "var a =\n1n;", "BigInt"],
  ["private name", "class A {\n#x = 1; }", "class field"],
  ["class field", "class A {\nx = []; }", "class field"],
  ["static field", "class A {\nstatic x = 1; }", "class field"],
  ["static block", "class A {\nstatic { } }", "static block"],
  ["method called static", "class A {\nstatic() {} }", "called static"],
  ["label", "var a = 1;\nouter: while (a) break outer;", "label"],
  ["default not last", "var a = 1;\nswitch (a) { default: a = 2; case 1: a = 3; }", "default must be last"],
  ["code point escape in a string", "var a =\n'\\u{41}';", "\\u{"],
  ["code point escape in a template", "var a =\n`\\u{41}`;", "\\u{"],
  ["code point escape in a name", "var a = 1;\n\\u{61}++;", "\\u{"],
  ["regexp flag u", "var a =\n/a/u;", 'flags "u"'],
  ["regexp flag y", "var a =\n/a/y;", 'flags "y"'],
  ["regexp flag s", "var a =\n/a/s;", 'flags "s"'],
  ["named group", "var a =\n/(?<n>a)/;", "named group"],
  ["with", "var a = {};\nwith (a) a.b;", "with"],
  ["debugger", "var a;\ndebugger;", "debugger"],
  ["__proto__ in a literal", "var a = {};\nvar b = { __proto__: a };", "__proto__"],
  ["super.member", "class A { m() {} }\nclass B extends A { m() { super.m(); } }", "super.member"],
  ["super in an arrow", "class A {}\nclass B extends A { constructor() { (() => super())(); } }", "arrow"],
  ["line break after return", "function f() {\nreturn\nf(); }", "semicolon"],
  ["import()", "var a;\nimport('a');", "import()"],

  ["Map", "var a;\na = new Map();", "the global Map"],
  ["Set", "var a;\na = new Set();", "the global Set"],
  ["WeakMap", "var a;\na = new WeakMap();", "the global WeakMap"],
  ["Symbol", "var a;\na = Symbol();", "the global Symbol"],
  ["Proxy", "var a;\na = new Proxy({}, {});", "the global Proxy"],
  ["Reflect", "var a;\na = Reflect.ownKeys({});", "the global Reflect"],
  ["RangeError", "var a;\na = new RangeError();", "the global RangeError"],
  ["queueMicrotask", "var a;\nqueueMicrotask(a);", "the global queueMicrotask"],
  ["setImmediate", "var a;\nsetImmediate(a);", "the global setImmediate"],
  ["TextEncoder", "var a;\na = new TextEncoder();", "the global TextEncoder"],
  ["structuredClone", "var a;\na = structuredClone(a);", "the global structuredClone"],
  ["console", "var a;\nconsole.log(a);", "the global console"],
  ["any unknown global", "var a;\na = somewhere;", "the global somewhere"],
  ["an unknown global in typeof", "var a;\na = typeof somewhere;", "the global somewhere"],

  ["Object.freeze", "var a;\nObject.freeze(a);", "Object.freeze is missing"],
  ["Object.is", "var a;\nObject.is(a, a);", "Object.is is missing"],
  ["Math.imul", "var a;\na = Math.imul(2, 3);", "Math.imul is missing"],
  ["Math.trunc", "var a;\na = Math.trunc(2);", "Math.trunc is missing"],
  ["Math.clz32", "var a;\na = Math.clz32(2);", "Math.clz32 is missing"],
  ["Math.log2", "var a;\na = Math.log2(2);", "Math.log2 is missing"],
  ["Number.isInteger", "var a;\na = Number.isInteger(a);", "Number.isInteger is missing"],
  ["Number.isFinite", "var a;\na = Number.isFinite(a);", "Number.isFinite is missing"],
  ["Number.parseInt", "var a;\na = Number.parseInt(a);", "Number.parseInt is missing"],
  ["Number.MAX_SAFE_INTEGER", "var a;\na = Number.MAX_SAFE_INTEGER;", "Number.MAX_SAFE_INTEGER is missing"],
  ["Array.from", "var a;\na = Array.from(a);", "Array.from is missing"],
  ["Array.of", "var a;\na = Array.of(1);", "Array.of is missing"],
  ["Uint8Array.from", "var a;\na = Uint8Array.from([1]);", "Uint8Array.from is missing"],
  ["Uint8Array.of", "var a;\na = Uint8Array.of(1);", "Uint8Array.of is missing"],
  ["BYTES_PER_ELEMENT", "var a = [];\na.BYTES_PER_ELEMENT;", "BYTES_PER_ELEMENT is missing"],
  ["ArrayBuffer.isView", "var a;\na = ArrayBuffer.isView(a);", "ArrayBuffer.isView is missing"],
  ["Promise.race", "var a;\nPromise.race([a]);", "Promise.race is missing"],
  ["Promise.allSettled", "var a;\nPromise.allSettled([a]);", "Promise.allSettled is missing"],
  ["finally", "var a = Promise.resolve();\na.finally(a);", ".finally is missing"],
  ["slice", "var a = new Uint8Array(1);\na.slice(0);", ".slice of a Uint8Array"],
  ["slice by a string key", "var a = new Uint8Array(1);\na['slice'](0);", ".slice of a Uint8Array"],
  ["flat", "var a = [];\na.flat();", ".flat is missing"],
  ["flatMap", "var a = [];\na.flatMap(a);", ".flatMap is missing"],
  ["at", "var a = [];\na.at(0);", ".at is missing"],
  ["lastIndexOf", "var a = [];\na.lastIndexOf(1);", ".lastIndexOf is missing"],
  ["copyWithin", "var a = [];\na.copyWithin(0, 1);", ".copyWithin is missing"],
  ["entries of an array", "var a = [];\na.entries();", ".entries is missing"],
  ["keys of an array", "var a = [];\na.keys();", ".keys is missing"],
  ["Array.prototype.slice", "var a;\na = Array.prototype.slice;", "Array.prototype"],
  ["writing length", "var a = [1];\na.length = 0;", "splice"],
  ["counting length down", "var a = [1];\na.length--;", "splice"],
  ["negative index", "var a = [1];\na = a[-1];", "negative index"],
  ["instanceof Error", "var a;\na = a instanceof Error;", "instanceof"],
  ["class that extends Error", "var a;\nclass E2 extends Error {}", "extends the builtin Error"],

  ["function used before its definition", "var a;\nf(); function f() {}", "f is used before its definition"],
  ["variable read before its var", "var b;\nb = a; var a = 1;", "a is used before its definition"],
  ["const read before its definition", "var b;\nb = a; const a = 1;", "a is used before its definition"],
  [
    "function used early inside a function",
    "function g() {\nf(); function f() {} }",
    "f is used before its definition",
  ],
  [
    "function called before a variable that it needs",
    "function f() { return table[0]; }\nf(); var table = [1];",
    "before the definition of table",
  ],
  [
    "function called before a variable that its callee needs",
    "function g() { return table[0]; } function f() { return g(); }\nf(); var table = [1];",
    "before the definition of table",
  ],
  [
    "loop variable kept by a function",
    "for (let i = 0; i < 3; i++)\nsetTimeout(function () { print2(i); }, 1); var print2 = 1;",
    "i of the loop head",
  ],
  [
    "for-of variable kept by an arrow",
    "var all = [];\nfor (const x of all) setTimeout(() => x(), 1);",
    "x of the loop head",
  ],
  ["arguments in an arrow", "var f =\n() => arguments;", "arguments inside an arrow"],
];

for (const [rule, code, message] of OFFENCES) {
  test(`outside the subset: ${rule}`, (t) => {
    const offences = checkSubset(code);
    const found = offences.find((one) => one.message.includes(message));
    t.truthy(found, `no offence with "${message}" among ${JSON.stringify(offences)}`);
    t.is(found?.line, 2);
  });
}

/** What the measured interpreter runs as Node does. */
const INSIDE: readonly (readonly [rule: string, code: string])[] = [
  ["functions after their definition", "function f(a, b) { return a + b; } f(1, 2);"],
  ["a parameter of the name of its function", "function n(n) { return n; } n(1);"],
  ["recursion", "function f(n) { return n ? f(n - 1) : 0; } f(3);"],
  ["a function that names a later variable and runs later", "function f() { return a; } var a = 1; f();"],
  ["a callback that names a later variable", "setTimeout(function () { f(); }, 1); function f() {}"],
  ["arrow functions and closures", "var f = (a) => () => a; f(1)();"],
  ["let inside the body of a loop", "for (let i = 0; i < 3; i++) { let k = i; setTimeout(() => k, 1); }"],
  ["nullish coalescing and catch without a name", "var a; try { a = a ?? 1; } catch { a = 2; }"],
  ["default last", "var a = 1; switch (a) { case 1: a = 2; break; default: a = 3; }"],
  ["template literal", "var a = 1; a = `x$" + "{a}`;"],
  ["shorthand and accessors", "var a = 1; var o = { a, get b() { return 1; }, c() {} }; o.c();"],
  [
    "class with constructor and methods",
    "class A { constructor(x) { this.x = x; } m() {} static s() {} } new A(1).m();",
  ],
  ["class of our own extended", "class A {} class B extends A { constructor() { super(); } } new B();"],
  ["Object.keys and Object.entries", "var o = {}; Object.keys(o); Object.entries(o); Object.values(o);"],
  ["subarray, set, fill", "var u = new Uint8Array(8); u.set(u.subarray(1, 2)); u.fill(0); u.length;"],
  ["the board's own words", "E.setConsole(null); Serial2.setup(9600); setWatch(function () {}, B5);"],
  ["pins and time", "digitalWrite(B3, 1); analogWrite(A8, 0.5, { freq: 4e6 }); getTime(); getSerial();"],
  ["a local name that hides a missing builtin", "function f(Map) { return Map.from; } f({});"],
  ["a backslash before u{", "var a = '\\\\u{41}';"],
  ["return at the end of a block", "function f(a) { if (a) { return } else return; } f();"],
  ["use of the name of a property that is no builtin's", "var o = { length: 1, static: 2 }; o.static;"],
];

for (const [rule, code] of INSIDE) {
  test(`inside the subset: ${rule}`, (t) => {
    t.deepEqual(checkSubset(code), []);
  });
}

test("a text that is no JavaScript is one offence with its place", (t) => {
  const [only, ...others] = checkSubset("var a;\nvar = 2;");
  t.is(only?.line, 2);
  t.regex(only?.message ?? "", /not JavaScript/);
  t.deepEqual(others, []);
});

test("offences come in the order of the text, with columns from 1", (t) => {
  t.deepEqual(
    checkSubset("new Map(); new Set();").map((one) => one.column),
    [5, 16],
  );
});
