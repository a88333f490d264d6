/**
 * A till in a web page. The sale's ref is kept before the card is asked, so that a page that was closed in the middle
 * asks again with the same one: it never debits twice.
 */
import { DukaPageError, openDuka } from "./duka-page.js";

const OPEN_SALE = "till-open-sale";
const $ = (id) => document.getElementById(id);
/** `?bridge=http://127.0.0.1:4091`: a bridge at another port. Without it the extension is asked where it is there. */
const bridge = new URLSearchParams(location.search).get("bridge");

const OUTCOMES = {
  committed: "已收款 Paid",
  refused: "未扣款 Nothing was debited",
  deferred: "已转为现金，稍后补扣 Deferred: take cash",
  undecided: "结果未定，请勿另行收款 Undecided: take no other payment yet",
  manual: "需人工处理，请勿另行收款 A person has to settle it: take no other payment",
  inProgress: "正在处理 In progress",
};

let duka;
try {
  duka = openDuka({ ...(bridge === null ? {} : { url: bridge }), name: "网页收款", onPairing: showPairing });
} catch (error) {
  showFailure(error);
  throw error;
}

function showPairing(code, operatorUrl) {
  $("code").textContent = code;
  $("operator").href = operatorUrl;
  $("pairing").hidden = false;
}

function show(outcome, { reason = "", receipt = "", isAlarm = false, canAskAgain = false } = {}) {
  $("pairing").hidden = true;
  $("answer").hidden = false;
  $("outcome").textContent = outcome;
  $("outcome").className = isAlarm ? "alarm" : "";
  $("reason").textContent = reason;
  $("receipt").textContent = receipt;
  $("again").hidden = !canAskAgain;
}

function showFailure(error, canAskAgain = false) {
  if (!(error instanceof DukaPageError)) throw error;
  const reason = `${error.message}\n${error.remedy.zh}\n${error.remedy.en}`;
  // The sum stays on the screen until it is known what became of it.
  const what = canAskAgain
    ? `上一笔未完成 The last sale is open ${yuanText(openSale().amountFen)}`
    : "未完成 Not done";
  show(what, { reason, isAlarm: true, canAskAgain });
}

/** Whole fen: "12.5" is 1250. Undefined for what is no sum. */
function fenOf(text) {
  const [, yuan, fraction = ""] = /^(\d{1,7})(?:\.(\d{1,2}))?$/.exec(text.trim()) ?? [];
  if (yuan === undefined) return undefined;
  const fen = Number(yuan) * 100 + Number(fraction.padEnd(2, "0"));
  return fen > 0 ? fen : undefined;
}

function yuanText(fen) {
  return `¥${Math.trunc(fen / 100)}.${String(fen % 100).padStart(2, "0")}`;
}

function newRef() {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `WEB-${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

function openSale() {
  const kept = localStorage.getItem(OPEN_SALE);
  return kept === null ? undefined : JSON.parse(kept);
}

function setBusy(isBusy) {
  for (const id of ["pay", "balance", "again"]) $(id).disabled = isBusy;
}

/** Until it is known, the sale stays open, and no other one begins. */
async function pay(sale) {
  localStorage.setItem(OPEN_SALE, JSON.stringify(sale));
  setBusy(true);
  show("请插卡，请稍候 Card, please");
  try {
    const { outcome, reason, receiptText, amountFen } = await duka.request("debit", sale);
    const isOpen = ["undecided", "manual", "inProgress"].includes(outcome);
    if (!isOpen) localStorage.removeItem(OPEN_SALE);
    show(`${OUTCOMES[outcome]} ${yuanText(amountFen)}`, {
      reason: reason ?? "",
      receipt: receiptText ?? "",
      isAlarm: outcome !== "committed",
      canAskAgain: isOpen,
    });
    if (outcome === "committed") $("sale").reset();
  } catch (error) {
    // Whatever the bridge, the driver or the reader says, nothing was debited then; else the answer was lost.
    const isLost = ["unreachable", "host-gone"].includes(error.code) || error.kind === "internal";
    if (!isLost) localStorage.removeItem(OPEN_SALE);
    showFailure(error, isLost);
  } finally {
    setBusy(false);
  }
}

$("sale").addEventListener("submit", (event) => {
  event.preventDefault();
  const open = openSale();
  if (open !== undefined) {
    showOpen(open);
    return;
  }
  const amountFen = fenOf($("amount").value);
  if (amountFen === undefined) show("请输入金额，如 12.50 Type a sum, such as 12.50", { isAlarm: true });
  else pay({ ref: newRef(), amountFen, kind: $("account").value });
});

/** A sale that the journal does not know was never asked of a card: it is over, and its sum can be typed anew. */
async function askAgain() {
  setBusy(true);
  try {
    const { known } = await duka.request("sale", { ref: openSale().ref });
    if (known) return await pay(openSale());
    localStorage.removeItem(OPEN_SALE);
    show("未扣款，可重新收款 Nothing was debited: begin anew");
  } catch (error) {
    showFailure(error, true);
  } finally {
    setBusy(false);
  }
}

$("again").addEventListener("click", askAgain);

$("balance").addEventListener("click", async () => {
  setBusy(true);
  try {
    const found = await duka.request("balance", { kind: $("account").value });
    const { balanceFen, reason } = found;
    if (found.refused === true) show("未读出余额 No balance", { reason, isAlarm: true });
    else show(`余额 Balance ${yuanText(balanceFen)}`, { reason: found.cardNumber });
  } catch (error) {
    showFailure(error);
  } finally {
    setBusy(false);
  }
});

function showOpen({ amountFen }) {
  show(`上一笔未完成 The last sale is open ${yuanText(amountFen)}`, { isAlarm: true, canAskAgain: true });
}

function showEvent({ event, holder, waiting, page }) {
  // Events come to who is paired.
  $("pairing").hidden = true;
  if (event === "queue") {
    const busy = `${holder} 正在使用读卡器 has the reader，等待 waiting ${waiting}`;
    $("reader").textContent = holder === null ? "读卡器空闲 reader is free" : busy;
  }
  if (event === "password-asked" && page.endsWith("网页收款")) {
    const where =
      duka.by === "bridge"
        ? "请在读卡桥输入密码 Type the password at the bridge"
        : "请在弹出窗口输入密码 Type the password in the window that opened";
    show(where, { reason: duka.operatorUrl ?? "" });
  }
}

const open = openSale();
if (open !== undefined) showOpen(open);
try {
  await duka.listen(showEvent);
} catch (error) {
  showFailure(error, openSale() !== undefined);
}
