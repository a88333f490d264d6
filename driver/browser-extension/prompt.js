/** The window in which the holder types the password. It closes when there is nothing to type any more. */

/** Questions of one call come one after the other: the window stays for the next one. */
const CLOSE_AFTER_MS = 1500;

const $ = (id) => document.getElementById(id);
const port = chrome.runtime.connect({ name: "operator" });
let current;

const KINDS = {
  current: "密码 password",
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

function show(question) {
  current = question;
  $("digits").value = "";
  $("digits").disabled = question === null;
  if (question === null) {
    $("about").textContent = "请稍候 One moment";
    AbortSignal.timeout(CLOSE_AFTER_MS).addEventListener("abort", () => {
      if (current === null) window.close();
    });
    return;
  }
  const { page, what = "current", maskedCardNumber, triesLeft, because, lengthMin, lengthMax } = question;
  const tries = triesLeft === null ? "" : `，剩余 ${triesLeft} 次 tries left`;
  const length = lengthMin === lengthMax ? `${lengthMin}` : `${lengthMin}-${lengthMax}`;
  $("about").textContent =
    `${BECAUSE[because] ?? ""}${KINDS[what]} ${maskedCardNumber}，${length} 位 digits${tries}。${page}`;
  $("digits").maxLength = lengthMax;
  $("digits").focus();
}

function answer(password) {
  if (current === null) return;
  port.postMessage({ answer: current.number, password });
  show(null);
}

port.onMessage.addListener(({ question }) => show(question));
port.onDisconnect.addListener(() => window.close());
$("form").addEventListener("submit", (event) => {
  event.preventDefault();
  answer($("digits").value);
});
$("none").addEventListener("click", () => answer(null));
