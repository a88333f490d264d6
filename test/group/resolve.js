/** Module hook of a group: test files get the collector in place of AVA. */
const COLLECTED = new URL("collected.js", import.meta.url).href;
const TEST_FILE = /\/test\/dist\/(?!groups\/).*\.js$/;

export function resolve(specifier, context, next) {
  if (specifier === "ava" && TEST_FILE.test(context.parentURL ?? "")) {
    return { url: COLLECTED, format: "module", shortCircuit: true };
  }
  return next(specifier, context);
}
