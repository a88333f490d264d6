/** The C# sample: it compiles without a warning as .NET Framework takes it, sells, and says what is known. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { folderOf } from "../support/values/folder.js";
import { nothingAt, startMute, startService } from "./harness/asked.js";
import { run } from "./harness/run.js";

const SOURCE = fileURLToPath(new URL("../../../driver/clients/csharp/Duka.cs", import.meta.url));
const PARTS = ["System.Net.Http", "System.Runtime.Serialization", "System.Xml", "System.Xml.Linq"];

test("Duka.cs compiles, sells, asks the same ref again, and tells refused, lost and unsent calls apart", async (t) => {
  const program = join(folderOf(t), "Duka.exe");
  const words = [
    "-warnaserror",
    "-langversion:6",
    `-out:${program}`,
    ...PARTS.map((part) => `-r:${part}`),
    SOURCE,
  ];
  const compiled = await run("mcs", words);
  t.is(compiled.code, 0, compiled.err + compiled.out);
  const { bridge, token } = await startService(t);
  const sell = (as: string, ref: string, url: string) => run("mono", [program, as, ref, "1250", url]);
  const sold = await sell(token, 'S-"1\\', bridge.url);
  t.is(sold.code, 0, sold.err);
  t.regex(sold.out, /^50000\ncommitted [0-9A-F]{8}\n[\s\S]*消费凭证[\s\S]*12\.50[\s\S]*\n330100\|.*张三/);
  const again = await sell(token, 'S-"1\\', bridge.url);
  t.regex(again.out, /^48750\ncommitted /);
  t.is(/committed (\w+)/.exec(again.out)![1], /committed (\w+)/.exec(sold.out)![1]);
  t.regex((await sell("x".repeat(43), "S-2", bridge.url)).err, /^token-refused \(\): /);
  t.regex((await sell(token, "S-2", await nothingAt())).err, /^unreachable \(not-sent\): /);
  t.regex((await sell(token, "S-2", await startMute(t))).err, /^unreachable \(unknown\): /);
});
