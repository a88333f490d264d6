import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { serveTcp } from "@duka/simulator/reader/serve-tcp";
import { RealClock } from "@duka/simulator/time/real-clock";
import { simulate } from "@duka/simulator/world/simulation";
import test from "ava";
import { readmeSale } from "../../support/shop/readme-sale.js";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

test("the README's sale has less than 30 lines, and sells over tcp: with only the address changed", async (t) => {
  const clock = new RealClock();
  const world = simulate({ clock });
  const served = await serveTcp({ host: "127.0.0.1", port: 0 }, world.reader.cable, clock, () => undefined);
  t.teardown(async () => {
    await served.close();
    await world.close();
  });
  const { lines, words } = readmeSale(`tcp://127.0.0.1:${served.address.port}`);
  t.true(lines < 30, `${lines} lines`);
  const till = spawn(process.execPath, words, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  till.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  const [status] = await once(till, "close");
  t.is(status, 0);
  t.regex(printed, /单号 Ref +S-1\n[\s\S]*消费金额 Amount +12\.50 元\n余额 Balance after +487\.50\n/);
});
