/** The studio's page, made by `npm run build`: the same for everyone, and without a token it shows nothing. */
import { readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";

const FILES: { readonly [path: string]: readonly [file: string, type: string] } = {
  "/": ["index.html", "text/html"],
  "/page.css": ["page.css", "text/css"],
  "/page.js": ["page.js", "text/javascript"],
};
const FOLDER = new URL("../studio-page/", import.meta.url);

/** Nothing from elsewhere, in no frame, and no text becomes a program or a form. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'";

/** @returns false when there is no such page */
export function sendPageFile(path: string, response: ServerResponse): boolean {
  if (!Object.hasOwn(FILES, path)) return false;
  const [file, type] = FILES[path]!;
  const bytes = readFileSync(new URL(file, FOLDER));
  response.writeHead(200, {
    "content-type": `${type}; charset=utf-8`,
    "content-length": bytes.length,
    "cache-control": "no-cache",
    "content-security-policy": POLICY,
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
  });
  response.end(bytes);
  return true;
}
