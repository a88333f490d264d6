/** Pages of several origins, all of this machine: `till.test`, `his.test` and `evil.test` lead here. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { ExecutionContext } from "ava";

const DRIVER = fileURLToPath(new URL("../../../../driver/", import.meta.url));
const FILES: { readonly [path: string]: readonly [file: string, type: string] } = {
  "/": ["examples/web-till/index.html", "text/html"],
  "/till.css": ["examples/web-till/till.css", "text/css"],
  "/till.js": ["examples/web-till/till.js", "text/javascript"],
  "/duka-page.js": ["dist/page.js", "text/javascript"],
};

type PageServer = {
  /** "http://till.test:40123" */
  origin(name: "till" | "his" | "evil"): string;
};

/** @param pages by their paths, beside those of the sample till */
export async function servePages(
  t: ExecutionContext,
  pages: { readonly [path: string]: string } = {},
): Promise<PageServer> {
  const server = createServer((request, response) => {
    const path = (request.url ?? "/").split("?")[0]!;
    const [file, type] = FILES[path] ?? [];
    const text = pages[path] ?? (file === undefined ? undefined : readFileSync(`${DRIVER}${file}`));
    response.writeHead(text === undefined ? 404 : 200, {
      "content-type": `${type ?? "text/html"}; charset=utf-8`,
    });
    response.end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { origin: (name) => `http://${name}.test:${port}` };
}
