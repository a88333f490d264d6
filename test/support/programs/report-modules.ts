/** Loaded before a program with --import: at its end writes the urls of its files, as JSON, to descriptor 3. */
import { writeSync } from "node:fs";
import { Session } from "node:inspector";

const loaded = new Set<string>();
const session = new Session();
session.connect();
session.on("Debugger.scriptParsed", ({ params: { url } }) => {
  if (url.startsWith("file:") && url !== import.meta.url) loaded.add(url);
});
session.post("Debugger.enable");
process.once("exit", () => writeSync(3, JSON.stringify([...loaded])));
