import { join } from "node:path";
import { serveTcp } from "@duka/simulator/reader/serve-tcp";
import { RealClock } from "@duka/simulator/time/real-clock";
import { simulate } from "@duka/simulator/world/simulation";
import test from "ava";
import { duka } from "../../support/programs/terminal.js";
import { folderOf } from "../../support/values/folder.js";

test("duka readers lists what is named by option and environment, each once, with who has it open", async (t) => {
  const env = { DUKA_READER: "tcp://127.0.0.1:4070", DUKA_READERS: "tcp://127.0.0.1:4070, serial:COM3" };
  const { code, out } = await duka(["readers", "--reader", "tcp://127.0.0.1:4071"], { env });
  t.is(code, 0);
  const named = out.split("\n").filter((line) => line.includes(" configured: "));
  t.deepEqual(
    named.map((line) => line.split(" ")[0]),
    ["tcp://127.0.0.1:4071", "tcp://127.0.0.1:4070", "serial:COM3"],
  );
  t.is((await duka(["readers"], { env: { DUKA_READERS: "COM3" } })).code, 2);
  t.is((await duka(["readers", "--watch", "--probe"])).code, 2);
});

test("the one reader of DUKA_READERS is the one that is meant; of several none is taken", async (t) => {
  const words = ["balance", "--journal", join(folderOf(t), "j.db")];
  t.is((await duka(words, { env: { DUKA_READERS: "sim:" } })).code, 0);
  const several = await duka(words, { env: { DUKA_READERS: "tcp://127.0.0.1:4070,tcp://127.0.0.1:4071" } });
  t.is(several.code, 3);
  t.regex(several.told, /several readers found: tcp:\/\/127.0.0.1:4070, tcp:\/\/127.0.0.1:4071/);
});

test("duka readers --watch tells of a reader on a TCP port, its cards and who is in the way, until Ctrl-C", async (t) => {
  const clock = new RealClock();
  const world = simulate({ clock });
  const served = await serveTcp({ host: "127.0.0.1", port: 0 }, world.reader.cable, clock, () => undefined);
  const address = `tcp://127.0.0.1:${served.address.port}`;
  let press = () => {};
  const heard: string[] = [];
  const ran = duka(["readers", "--watch", "--json", "--reader", address], {
    env: {},
    onInterrupt: (listener) => {
      press = listener;
    },
    onOut(text) {
      const news = JSON.parse(text);
      if (news.address !== address) return;
      heard.push(`${news.event} ${news.slot ?? news.name}`);
      if (heard.length === 3) void later();
      if (news.event === "removed") press();
    },
  });
  async function later(): Promise<void> {
    const list = await duka(["readers", "--reader", address, "--json"]);
    t.like(JSON.parse(list.out).readers[0], { address, heldBy: "this program itself" });
    world.reader.slot(0).remove();
  }
  t.is((await ran).code, 0);
  t.deepEqual(heard, ["attached Duka PICO_R1_3 SIM-00000001", "inserted 0", "inserted 1", "removed 0"]);
  await served.close();
  await world.close();
});
