/** The Java sample: it compiles without a warning, sells, and says what is known when it does not. */
import { fileURLToPath } from "node:url";
import test from "ava";
import { folderOf } from "../support/values/folder.js";
import { nothingAt, startMute, startService } from "./harness/asked.js";
import { run } from "./harness/run.js";

const SOURCE = fileURLToPath(new URL("../../../driver/clients/java/Duka.java", import.meta.url));

test("Duka.java compiles, sells, asks the same ref again, and tells refused, lost and unsent calls apart", async (t) => {
  const folder = folderOf(t);
  const compiled = await run("javac", ["-Xlint:all", "-Werror", "-encoding", "UTF-8", "-d", folder, SOURCE]);
  t.is(compiled.code, 0, compiled.err);
  const { bridge, token } = await startService(t);
  const sell = (as: string, ref: string, url: string) =>
    run("java", [
      "-Dfile.encoding=UTF-8",
      "-Dstdout.encoding=UTF-8",
      "-cp",
      folder,
      "Duka",
      as,
      ref,
      "1250",
      url,
    ]);
  const sold = await sell(token, 'S-"1\\', bridge.url);
  t.is(sold.code, 0, sold.err);
  t.regex(sold.out, /^50000\ncommitted [0-9A-F]{8}\n[\s\S]*消费凭证[\s\S]*12\.50[\s\S]*\n330100\|.*张三/);
  const again = await sell(token, 'S-"1\\', bridge.url);
  t.regex(again.out, /^48750\ncommitted /);
  t.is(/committed (\w+)/.exec(again.out)![1], /committed (\w+)/.exec(sold.out)![1]);
  t.regex((await sell("x".repeat(43), "S-2", bridge.url)).err, /^token-refused \(null\): /);
  t.regex((await sell(token, "S-2", await nothingAt())).err, /^unreachable \(not-sent\): /);
  t.regex((await sell(token, "S-2", await startMute(t))).err, /^unreachable \(unknown\): /);
});
