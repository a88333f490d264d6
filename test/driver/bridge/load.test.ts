/** Many pages at once, floods, who does not read, who says nothing: every call is answered, nothing is kept. */
import { once } from "node:events";
import { connect } from "node:net";
import test from "ava";
import { WebSocket } from "ws";
import { startBridge, TILL } from "../../support/programs/bridge.js";
import { bearLoad } from "../../support/programs/bridge-load.js";

test("20 pages at once beside floods, silent and deaf connections: every call is answered, nothing is kept", (t) =>
  bearLoad(t, 20));

test("more connections than there is room for do not keep the reader from those that are there", async (t) => {
  const bridge = await startBridge(t);
  const token = await bridge.pair(TILL);
  const there = new WebSocket(`${bridge.url.replace("http", "ws")}/v1/socket`, { origin: TILL });
  t.teardown(() => there.terminate());
  await once(there, "open");
  const answered = new Promise<object>((resolve) => {
    there.on("message", (data) => {
      const { id, result } = JSON.parse(String(data));
      if (id === 1) resolve(result);
    });
  });
  there.send(JSON.stringify({ token }));
  for (let at = 0; at < 300; at++)
    connect(bridge.port, "127.0.0.1")
      .on("error", () => undefined)
      .unref();
  there.send('{"id":1,"method":"balance"}');
  t.like(await answered, { balanceFen: 50000 });
});
