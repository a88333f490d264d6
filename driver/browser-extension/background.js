/**
 * Between listed pages and `duka native-messaging`, which the browser starts. The browser says which page asks; a
 * page's own words stay in method, params and name. Only the extension's own window may answer a question for a
 * password.
 */
import { failure, hostGone, hostMissing } from "./failures.js";
import { listedOrigins } from "./origins.js";

const HOST = "duka.reader";
/** The host takes no longer message (160 KiB, with its own members). */
const MESSAGE_BYTES_MAX = 150 * 1024;
/** A page that is loaded anew finds the same host, which knows what it was asked. */
const LINGER_MS = 5000;

/** The host's port; `isReady` once it has spoken, `fault` what it said before it ended. */
let host;
let lastId = 0;
/** What waits for the host by its id: which port asked, and under which id of its own. */
const waiting = new Map();
/** Ports of pages, and which of them listen to events. */
const pages = new Map();
/** The window in which a password is typed. */
let operator;
let isWindowOpening = false;
let question;
/** Who has the reader, as the host said last. */
let queue;

chrome.runtime.onInstalled.addListener(offerToListed);
chrome.runtime.onStartup.addListener(offerToListed);
chrome.storage.onChanged.addListener(offerToListed);
chrome.runtime.onConnect.addListener((port) => {
  if (port.name === "page") servePage(port);
  else if (port.name === "operator" && isOwn(port.sender)) serveOperator(port);
  else if (port.name === "options" && isOwn(port.sender)) serveOptions(port);
  else port.disconnect();
});

/** Other pages are not touched: no script is put into them. */
async function offerToListed() {
  const { origins } = await listedOrigins();
  const scripts = await chrome.scripting.getRegisteredContentScripts();
  if (scripts.length > 0)
    await chrome.scripting.unregisterContentScripts({ ids: scripts.map(({ id }) => id) });
  if (origins.length === 0) return;
  const put = { matches: origins.map(patternOf), runAt: "document_start", allFrames: false };
  await chrome.scripting.registerContentScripts([
    { id: "relay", js: ["relay.js"], ...put },
    { id: "offer", js: ["offer.js"], world: "MAIN", ...put },
  ]);
}

/** Firefox knows no ports in patterns: there the check of each message holds alone. */
function patternOf(origin) {
  const { protocol, hostname, host: withPort } = new URL(origin);
  return `${protocol}//${isFirefox() ? hostname : withPort}/*`;
}

function isFirefox() {
  return chrome.runtime.getURL("").startsWith("moz-extension:");
}

function isOwn({ id, url = "" }) {
  return id === chrome.runtime.id && url.startsWith(chrome.runtime.getURL(""));
}

/** The page's origin as the browser names it; undefined for a frame, and for what is not listed. */
async function listedOriginOf({ id, frameId, origin, url }) {
  if (id !== chrome.runtime.id || frameId !== 0) return undefined;
  const own = origin ?? new URL(url).origin;
  const { origins } = await listedOrigins();
  return origins.includes(own) ? own : undefined;
}

function servePage(port) {
  const page = { key: crypto.randomUUID(), listens: false };
  pages.set(port, page);
  port.onMessage.addListener((message) => takeFromPage(port, page, message));
  port.onDisconnect.addListener(() => {
    pages.delete(port);
    for (const [id, one] of waiting) if (one.port === port) giveUp(id);
    letHostGoLater();
  });
}

async function takeFromPage(port, page, { id, method, params, name, giveUp: given, listen }) {
  const origin = await listedOriginOf(port.sender);
  if (origin === undefined) {
    port.postMessage({ id, error: failure("origin-not-listed") });
    return;
  }
  if (given !== undefined) {
    for (const [hostId, one] of waiting) if (one.port === port && one.id === given) giveUp(hostId);
    return;
  }
  if (listen === true) {
    page.listens = true;
    connected();
    if (queue !== undefined) port.postMessage(queue);
    return;
  }
  lastId += 1;
  const message = { id: lastId, page: { key: page.key, origin, name }, method, params };
  if (new TextEncoder().encode(JSON.stringify(message)).length > MESSAGE_BYTES_MAX) {
    port.postMessage({ id, error: failure("too-long") });
    return;
  }
  waiting.set(lastId, { port, id });
  connected().postMessage(message);
}

function giveUp(id) {
  waiting.delete(id);
  host?.port.postMessage({ giveUp: id });
}

/** Later than a page that is loaded anew takes. */
function letHostGoLater() {
  AbortSignal.timeout(LINGER_MS).addEventListener("abort", letHostGo);
}

function letHostGo() {
  if (host === undefined || pages.size > 0 || waiting.size > 0) return;
  host.port.disconnect();
  hostHasGone(host);
}

function connected() {
  if (host !== undefined) return host.port;
  const own = { port: chrome.runtime.connectNative(HOST), isReady: false, fault: undefined };
  host = own;
  own.port.onMessage.addListener((message) => takeFromHost(own, message));
  own.port.onDisconnect.addListener((port) => {
    own.reason = (port.error ?? chrome.runtime.lastError)?.message ?? "";
    hostHasGone(own);
  });
  return own.port;
}

function hostHasGone(gone) {
  if (gone === undefined || host !== gone) return;
  host = undefined;
  queue = undefined;
  const error = gone.fault ?? (gone.isReady ? hostGone() : hostMissing(gone.reason ?? ""));
  for (const { port, id } of waiting.values()) port.postMessage({ id, error });
  waiting.clear();
  for (const [port, page] of pages) {
    if (!page.listens) continue;
    page.listens = false;
    port.postMessage({ event: "gone", error });
  }
  ask(null);
}

function takeFromHost(own, message) {
  if (message.event !== undefined) {
    if (message.event === "ready") own.isReady = true;
    if (message.event === "queue") queue = message;
    for (const [port, page] of pages) if (page.listens) port.postMessage(message);
    return;
  }
  if (message.question !== undefined) {
    ask(message.question);
    return;
  }
  if (message.id === null) {
    own.fault = own.isReady ? undefined : message.error;
    return;
  }
  const one = waiting.get(message.id);
  if (one === undefined) return;
  waiting.delete(message.id);
  one.port.postMessage({ ...message, id: one.id });
}

/** Opens the window, shows the next question in it, or closes it. */
async function ask(asked) {
  question = asked ?? undefined;
  if (operator !== undefined) operator.postMessage({ question: asked });
  if (asked === null || operator !== undefined || isWindowOpening) return;
  isWindowOpening = true;
  try {
    await chrome.windows.create({ url: "prompt.html", type: "popup", width: 440, height: 480 });
  } catch {
    isWindowOpening = false;
    host?.port.postMessage({ answer: asked.number, password: null });
  }
}

function serveOperator(port) {
  operator = port;
  isWindowOpening = false;
  port.postMessage({ question: question ?? null });
  port.onMessage.addListener(({ answer, password }) => {
    if (question?.number !== answer) return;
    question = undefined;
    host?.port.postMessage({ answer, password });
  });
  port.onDisconnect.addListener(() => {
    if (operator !== port) return;
    operator = undefined;
    // Who closes the window does not type it.
    if (question !== undefined) host?.port.postMessage({ answer: question.number, password: null });
    question = undefined;
  });
}

/** The options page looks whether the host is there, and what was asked. */
function serveOptions(port) {
  port.onMessage.addListener(() => {
    lastId += 1;
    waiting.set(lastId, { port, id: "state" });
    connected().postMessage({ id: lastId, own: "state" });
  });
  port.onDisconnect.addListener(() => {
    for (const [id, one] of waiting) if (one.port === port) waiting.delete(id);
    letHostGoLater();
  });
}
