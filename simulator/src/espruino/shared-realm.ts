/**
 * The one realm in which all machines of this process run the firmware that the simulator was built with: what the
 * engine has learnt of the bundle in one world it still knows in the next, instead of compiling and optimising it anew.
 *
 * Nothing goes from one machine to the other: what the interpreter offers beside the language are parameters of the
 * bundle, so that each start has its own, and the language's own objects, which all share, are frozen. Of a bundle that
 * the build did not make nothing is known: it has a realm of its own.
 */
import vm from "node:vm";
import { BUILTINS_SCRIPT } from "./builtins.js";

/** A bundle that is started with its globals, in the order of their names. */
type Start = (...globals: unknown[]) => void;

/** So many bundles are kept: there is one of each board and layout. */
const STARTS_MAX = 32;

let realm: vm.Context | undefined;
const starts = new Map<string, Start>();

/**
 * Runs the text of a bundle that is strict throughout.
 * @param globals what it finds beside the language; `global` is added to them
 * @throws Error whatever the bundle throws
 */
export function runInSharedRealm(text: string, globals: { readonly [name: string]: unknown }): void {
  const own: { [name: string]: unknown } = { ...globals };
  own.global = own;
  own.globalThis = own;
  startOf(text, Object.keys(own))(...Object.values(own));
}

/** Made once and called again: a function that is made again has to be learnt again. */
function startOf(text: string, names: string[]): Start {
  const key = `${names.join()}\n${text}`;
  const known = starts.get(key);
  if (known !== undefined) return known;
  realm ??= frozenRealm();
  const start = vm.compileFunction(text, names, { filename: "bundle.js", parsingContext: realm }) as Start;
  if (starts.size >= STARTS_MAX) starts.clear();
  starts.set(key, start);
  return start;
}

/** The interpreter's language, of which nothing can be changed, and in which no text becomes code any more. */
function frozenRealm(): vm.Context {
  const context = vm.createContext({}, { codeGeneration: { strings: false, wasm: false } });
  vm.runInContext(BUILTINS_SCRIPT, context, { filename: "builtins" });
  // The global object itself cannot be frozen: a strict function that compiles no text has no way to it.
  for (const made of Object.values(vm.runInContext(MADE_BY_SYNTAX, context))) freezeAll(made);
  return context;
}

/** Of each kind that syntax makes one, and all globals: everything else of the language can be reached from these. */
const MADE_BY_SYNTAX = `({
  globals: Object.getOwnPropertyNames(globalThis).filter((name) => name !== "global" && name !== "globalThis")
    .map((name) => globalThis[name]),
  made: [[].values, [].keys, "", 0, true, /x/, function () {}, function* () {}, async () => {}, async function* () {}],
})`;

/** With all that can be reached from it. */
function freezeAll(root: unknown): void {
  const waiting = [root];
  const seen = new Set<unknown>();
  while (waiting.length > 0) {
    const one = waiting.pop();
    if ((typeof one !== "object" && typeof one !== "function") || one === null || seen.has(one)) continue;
    seen.add(Object.freeze(one));
    waiting.push(Object.getPrototypeOf(one));
    for (const key of Reflect.ownKeys(one)) {
      const property = Object.getOwnPropertyDescriptor(one, key);
      waiting.push(property?.value, property?.get, property?.set);
    }
  }
}
