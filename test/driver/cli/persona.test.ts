import { serveTcp } from "@duka/simulator/reader/serve-tcp";
import { RealClock } from "@duka/simulator/time/real-clock";
import { simulate } from "@duka/simulator/world/simulation";
import test from "ava";
import { duka } from "../../support/programs/terminal.js";

test("duka persona says which one runs, and makes it another one that the next command meets", async (t) => {
  const clock = new RealClock();
  const world = simulate({ clock });
  const service = await serveTcp({ host: "127.0.0.1", port: 0 }, world.reader.cable, clock, () => undefined);
  t.teardown(async () => {
    await service.close();
    await world.close();
  });
  const address = `tcp://127.0.0.1:${service.address.port}`;
  const persona = (...words: string[]) => duka(["persona", ...words, "--reader", address]);
  t.like(await persona(), { code: 0, out: "persona pos (built as pos)\n类型 pos（出厂为 pos）\n" });
  t.like(await persona("sec1210"), {
    code: 0,
    out: "persona sec1210 (built as pos)\n类型 sec1210（出厂为 pos）\n",
  });
  const { out } = await persona("--json");
  t.deepEqual(JSON.parse(out), { running: "sec1210", next: "sec1210", built: "pos" });
  const listed = await duka(["readers"], { env: { DUKA_READER: address } });
  t.regex(listed.out, /^tcp:.* persona sec1210, keypad, 2 slots$/m);
});

test("a persona that does not exist is usage, and names those that do", async (t) => {
  const ran = await duka(["persona", "atm", "--reader", "sim:"]);
  t.is(ran.code, 2);
  t.regex(ran.told, /pos, pinpad, sec1210/);
});
