/** The operator's page: what listens and who may ask; with the operator's key pairings, passwords, and the log. */

const KEY_NAME = "duka-operator";
const AGAIN_MS = 2000;

const $ = (id) => document.getElementById(id);
const key = takeKey();
let questionNumber;

/** The key comes behind # of the address, which no one else is sent, and is kept for this page alone. */
function takeKey() {
  const given = location.hash.slice(1);
  if (/^[\w-]{43}$/.test(given)) localStorage.setItem(KEY_NAME, given);
  if (given !== "") history.replaceState(null, "", "/");
  return localStorage.getItem(KEY_NAME);
}

function pause() {
  return new Promise((resolve) => AbortSignal.timeout(AGAIN_MS).addEventListener("abort", resolve));
}

async function ask(path, body, type = "application/json") {
  const headers = { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { "content-type": type }) };
  const response = await fetch(path, { method: body === undefined ? "GET" : "POST", headers, body });
  const answered = await response.json();
  if (answered.error !== undefined) throw Object.assign(new Error(answered.error.message), answered.error);
  return answered;
}

/** Text only: nothing of another page becomes markup here. */
function element(name, text = "", className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (className !== "") made.className = className;
  return made;
}

function item(...children) {
  const li = element("li");
  li.append(...children);
  return li;
}

function button(zh, en, onPress, className) {
  const made = element("button", `${zh} `, className);
  const english = element("span", en);
  english.lang = "en";
  made.append(english);
  made.type = "button";
  made.addEventListener("click", onPress);
  return made;
}

function fill(id, items) {
  $(id).replaceChildren(...(items.length > 0 ? items : [item(element("span", "无 none", "when"))]));
}

function timeText(wallMs) {
  return new Date(wallMs).toLocaleTimeString("zh-CN", { hour12: false });
}

function yuanText(fen) {
  return `¥${Math.trunc(fen / 100)}.${String(fen % 100).padStart(2, "0")}`;
}

function showFacts({ version, listens, origins, strangers }) {
  $("version").textContent = `Duka ${version}`;
  fill(
    "listens",
    listens.map(({ url, what }) => item(element("code", url), element("span", what, "when"))),
  );
  fill(
    "origins",
    origins.map((origin) => item(element("code", origin))),
  );
  fill(
    "strangers",
    strangers.map((one) =>
      typeof one === "string"
        ? item(element("code", one))
        : item(element("code", one.origin), element("span", `${timeText(one.wallMs)} ×${one.times}`, "when")),
    ),
  );
}

function showQueue({ holder, waiting }) {
  $("state").textContent =
    holder === null
      ? "读卡器空闲 reader is free"
      : `${holder} 正在使用 has the reader，等待 waiting ${waiting}`;
}

function showPairings(pairings) {
  $("pairings").hidden = pairings.length === 0;
  $("pairing-list").replaceChildren(
    ...pairings.map(({ code, origin, name }) =>
      item(
        element("span", code, "code"),
        element("span", name === "" ? origin : `${name} · ${origin}`),
        button("允许", "Allow", () => decide(code, true)),
        button("拒绝", "Refuse", () => decide(code, false), "quiet"),
      ),
    ),
  );
}

async function decide(code, confirm) {
  try {
    await ask("/operator/pair", JSON.stringify({ code, confirm }));
    $("pairing-fault").textContent = "";
  } catch (error) {
    $("pairing-fault").textContent = faultText(error);
  }
}

function faultText(error) {
  return error.remedy === undefined ? error.message : `${error.remedy.zh} ${error.remedy.en}`;
}

function showPaired(paired) {
  $("paired-section").hidden = false;
  fill(
    "paired",
    paired.map(({ id, origin, name }) =>
      item(
        element("span", [name, origin ?? "程序 program"].filter((one) => one !== "").join(" · ")),
        button("移除", "Remove", () => ask("/operator/remove", JSON.stringify({ id })), "quiet"),
      ),
    ),
  );
}

const KINDS = {
  old: "原密码 old password",
  new: "新密码 new password",
  again: "再次输入新密码 new password once more",
};
const BECAUSE = {
  first: "",
  wrong: "密码错误。 Wrong. ",
  "wrong-length": "位数不对。 Wrong length. ",
  interrupted:
    "上次验证中断；从未设置过密码的请取消。 The last check was interrupted; if none was ever set, cancel. ",
};

function showQuestion(question) {
  $("question").hidden = question === null;
  if (question === null) {
    questionNumber = undefined;
    $("digits").value = "";
    return;
  }
  const { number, page, what, maskedCardNumber, triesLeft, because, lengthMin, lengthMax } = question;
  if (number === questionNumber) return;
  questionNumber = number;
  const tries = triesLeft === null ? "" : `，剩余 ${triesLeft} 次 tries left`;
  const length = lengthMin === lengthMax ? `${lengthMin}` : `${lengthMin}-${lengthMax}`;
  $("question-about").textContent =
    `${BECAUSE[because]}${KINDS[what] ?? ""} ${maskedCardNumber}，${length} 位 digits${tries}。${page}`;
  $("digits").value = "";
  $("digits").maxLength = lengthMax;
  $("question-fault").textContent = "";
  $("digits").focus();
}

async function answer(digits) {
  $("digits").value = "";
  try {
    await ask(`/operator/password/${questionNumber}`, digits, "application/octet-stream");
  } catch (error) {
    $("question-fault").textContent = faultText(error);
  }
}

$("question-form").addEventListener("submit", (event) => {
  event.preventDefault();
  answer($("digits").value);
});
$("no-password").addEventListener("click", () => answer(""));

function showLog(entries) {
  $("log-section").hidden = false;
  $("log").replaceChildren(
    ...entries.map(({ wallMs, origin, page, what, ref, amountFen, ending }) => {
      const row = element("tr");
      const asked = [what, ref, amountFen === undefined ? undefined : yuanText(amountFen)];
      row.append(
        element("td", timeText(wallMs), "when"),
        element("td", page === "" || page === origin ? origin : `${page} ${origin}`),
        element("td", asked.filter((one) => one !== undefined).join(" ")),
        element("td", ending),
      );
      return row;
    }),
  );
}

/** Without the operator's key: what everyone may know. */
async function showLocked() {
  $("locked").hidden = false;
  $("state").textContent = "正在运行 running";
  const response = await fetch("/about");
  showFacts(await response.json());
}

async function follow() {
  let revision = 0;
  for (;;) {
    try {
      const state = await ask(`/operator/state?after=${revision}`);
      revision = state.revision;
      showFacts(state);
      showQueue(state.queue);
      showPairings(state.pairings);
      showPaired(state.paired);
      showQuestion(state.question);
      showLog(state.log);
    } catch (error) {
      if (error.code === "operator-only") {
        localStorage.removeItem(KEY_NAME);
        return showLocked();
      }
      revision = 0;
      $("state").textContent = "程序未响应 the bridge does not answer";
      await pause();
    }
  }
}

await (key === null ? showLocked() : follow());
