/** Pages as hospitals have them, written for makers' bridges, in a real browser. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test, { type ExecutionContext } from "ava";
import { keyServer } from "../support/card/key-server.js";
import { startBridge } from "../support/programs/bridge.js";
import { folderOf } from "../support/values/folder.js";
import { freePort } from "../support/values/free-port.js";
import { closeChromium, openWindow, startChromium } from "./harness/chromium.js";
import { servePages } from "./harness/page-server.js";

test.after.always(closeChromium);

const CITY = findProfile("hangzhou");

/**
 * What both pages do besides talking: a click reads the card; on one of the five codes they go on with the steps, for
 * which the page's own server asks the key server (`askKeyServer`), and they show what they got unescaped.
 */
const READING = `
const FIVE = ["-2201", "-2202", "-2203", "-27272", "-24"];
async function read() {
  let { code, out } = await ask("iReadCardBas", { iType: "1" });
  if (FIVE.includes(code)) {
    const step1 = await ask("iReadCardBas_HSM_Step1", { iType: "1" });
    const algorithm = step1.out.split("|")[2];
    const keys = await window.askKeyServer(step1.out);
    ({ code, out } = await ask("iReadCardBas_HSM_Step2", { pKey: algorithm === "03" ? keys : keys + "|" }));
  }
  document.getElementById("out").innerHTML = code + " " + out;
}
async function others() {
  const codes = [];
  for (const name of ["iReadICCardNum", "iReadIdentityCard", "dc_beep"]) codes.push((await ask(name, { iType: "1" })).code);
  document.getElementById("out").innerHTML = codes.join(" ");
}`;

const pageOf = (
  ask: string,
) => `<!doctype html><meta charset=utf-8><link rel=icon href=data:,><title>HIS</title>
<button id=read onclick="read()">读卡</button><button id=others onclick="others()">其他</button><p id=out></p>
<script>${ask}${READING}</script>`;

/** One connection for the page's life. */
const FUNCTION_PAGE = pageOf(`
const socket = new WebSocket("ws://127.0.0.1:" + location.search.slice(1));
const opened = new Promise((resolve) => { socket.onopen = resolve; });
async function ask(name, args) {
  await opened;
  return new Promise((resolve) => {
    socket.onmessage = ({ data }) => {
      const { functionName, success, pOutInfo } = JSON.parse(data);
      if (functionName === name) resolve({ code: success === "1" ? "0" : success, out: pOutInfo });
    };
    const iType = args.iType === undefined ? {} : { iType: Number(args.iType) };
    socket.send(JSON.stringify({ function: name, ...args, ...iType }));
  });
}`);

/** A connection for each call. */
const FUNC_PAGE = pageOf(`
function ask(name, args) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket("ws://localhost:" + location.search.slice(1));
    socket.onopen = () => socket.send(JSON.stringify({ func: name, in: Object.values(args) }));
    socket.onerror = reject;
    socket.onmessage = ({ data }) => {
      const { result, out } = JSON.parse(data);
      socket.close();
      resolve({ code: result, out: out[0] });
    };
  });
}`);

async function hospitalOf(t: ExecutionContext, dialect: "function" | "func", more: object = {}) {
  const pages = await servePages(t, { "/function": FUNCTION_PAGE, "/func": FUNC_PAGE });
  const port = await freePort();
  const origin = [pages.origin("his")];
  const bridge = await startBridge(t, { dialect: [`${dialect}=${port}`], origin, ...more });
  const browser = await startChromium();
  const { page, errors } = await openWindow(t, browser);
  return { pages, port, bridge, page, errors };
}

/** A till whose PSAM is not that of its city: the national functions answer -2201. */
function cityWithoutPsam(t: ExecutionContext): string {
  const file = join(folderOf(t), "city.json");
  writeFileSync(file, JSON.stringify({ ...CITY, name: "no-psam", psamApplication: "DF99" }));
  return file;
}

for (const dialect of ["function", "func"] as const) {
  test(`a page written for the dialect "${dialect}" reads a card; what a Duka cannot do is -13`, async (t) => {
    const { pages, port, page, errors } = await hospitalOf(t, dialect);
    await page.goto(`${pages.origin("his")}/${dialect}?${port}`);
    await page.click("#read");
    await page.locator("#out", { hasText: /^0 330100\|330102199001011234\|/ }).waitFor();
    await page.click("#others");
    await page.locator("#out", { hasText: "-13 -13 -13" }).waitFor();
    t.deepEqual(errors, []);
  });

  test(`"${dialect}": without a PSAM the page goes on with the key server's steps`, async (t) => {
    const { pages, port, page, errors, bridge } = await hospitalOf(t, dialect, {
      profile: [cityWithoutPsam(t)],
    });
    const server = keyServer(CITY);
    await page.exposeFunction("askKeyServer", (step1: string) => {
      const [process, source, extProcess, extSource] = step1.split("|").slice(4) as [
        string,
        string,
        string,
        string,
      ];
      const external =
        extProcess === "" || extProcess === undefined
          ? ""
          : server.authenticate("RKSSSE", extProcess, extSource);
      return `${server.authenticate("IRK", process, source)}|${external}`;
    });
    await page.goto(`${pages.origin("his")}/${dialect}?${port}`);
    await page.click("#read");
    await page.locator("#out", { hasText: /^0 330100\|330102199001011234\|/ }).waitFor();
    const { body } = await bridge.ask("/operator/state", { token: bridge.operator });
    const asked = (body.log as { what: string; ending: string }[]).map(
      ({ what, ending }) => `${what} ${ending}`,
    );
    t.deepEqual(asked.reverse(), [
      "iReadCardBas -2201",
      "iReadCardBas_HSM_Step1 0",
      "iReadCardBas_HSM_Step2 0",
    ]);
    t.notRegex(JSON.stringify(body.log), /330102199001011234|A12345674/);
    t.deepEqual(errors, []);
  });

  test(`"${dialect}": a page that is not listed cannot even connect`, async (t) => {
    const { pages, port, bridge, page } = await hospitalOf(t, dialect);
    const failed = page.waitForEvent("console", (message) =>
      /WebSocket connection to .* failed/.test(message.text()),
    );
    await page.goto(`${pages.origin("evil")}/${dialect}?${port}`);
    await page.click("#read");
    await failed;
    t.is(await page.locator("#out").textContent(), "");
    const { body } = await bridge.ask("/about");
    t.deepEqual(body.strangers, [pages.origin("evil")]);
  });
}
