/** Which pages are listed, whether the host answers, and what was asked of it. */
import { listedOrigins, parseOrigin, saveOrigins } from "./origins.js";

const $ = (id) => document.getElementById(id);

/** Text only: nothing of a page becomes markup here. */
function element(name, text = "") {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function removeButton(origins, origin) {
  const made = element("button", "移除 ");
  const english = element("span", "Remove");
  english.lang = "en";
  made.append(english);
  made.type = "button";
  made.className = "quiet";
  made.addEventListener("click", () => save(origins.filter((one) => one !== origin)));
  return made;
}

async function save(origins) {
  await saveOrigins(origins);
  await show();
}

async function show() {
  const { isManaged, origins } = await listedOrigins();
  $("managed").hidden = !isManaged;
  $("form").hidden = isManaged;
  const rows = origins.map((origin) => {
    const row = element("li");
    row.append(element("code", origin), ...(isManaged ? [] : [removeButton(origins, origin)]));
    return row;
  });
  $("origins").replaceChildren(...(rows.length > 0 ? rows : [element("li", "无 none")]));
}

$("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const origin = parseOrigin($("origin").value);
  $("fault").textContent =
    origin === undefined
      ? "请只写协议、主机与端口，如 https://his.example 或 http://10.0.0.5:8080 Scheme, host and port only"
      : "";
  if (origin === undefined) return;
  const { origins } = await listedOrigins();
  await save([...origins, origin]);
  $("form").reset();
});

const port = chrome.runtime.connect({ name: "options" });
$("look").addEventListener("click", () => {
  $("host").textContent = "请稍候 One moment";
  port.postMessage({});
});

port.onMessage.addListener(({ result, error }) => {
  if (error !== undefined) {
    $("host").textContent = `${error.message}\n${error.remedy.zh} ${error.remedy.en}`;
    return;
  }
  const { version, queue, log } = result;
  const state =
    queue.holder === null ? "读卡器空闲 reader is free" : `${queue.holder} 正在使用读卡器 has the reader`;
  $("host").textContent = `Duka ${version}，${state}`;
  $("log-section").hidden = log.length === 0;
  $("log").replaceChildren(...log.map(rowOf));
});

function rowOf({ wallMs, origin, page, what, ref, amountFen, ending }) {
  const row = element("tr");
  const sum = amountFen === undefined ? undefined : `¥${(amountFen / 100).toFixed(2)}`;
  const time = new Date(wallMs).toLocaleTimeString("zh-CN", { hour12: false });
  const asked = [what, ref, sum].filter((one) => one !== undefined).join(" ");
  const who = page === "" || page === origin ? origin : `${page} ${origin}`;
  row.append(...[time, who, asked, ending].map((text) => element("td", text)));
  return row;
}

await show();
