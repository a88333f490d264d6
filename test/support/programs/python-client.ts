/** The example client in Python of the driver's README, and the requests that it makes. */
import { readFileSync } from "node:fs";

type ExampleRequest = { readonly method: string; readonly params: object };

/** @throws RangeError when the README has no such example */
export function pythonClient(): { readonly code: string; readonly requests: readonly ExampleRequest[] } {
  const readme = readFileSync(new URL("../../../../driver/README.md", import.meta.url), "utf8");
  const code = /^```python\n(# runs\n[\s\S]*?)^```$/m.exec(readme)?.[1];
  if (code === undefined) throw new RangeError("driver/README.md has no Python example that runs");
  // Literals of Python that are JSON as well.
  const requests = [...code.matchAll(/call\("(\w+)", (\{.*?\})\)(?=[[\s)])/g)].map(([, method, params]) => ({
    method: method!,
    params: JSON.parse(params!) as object,
  }));
  return { code, requests };
}
