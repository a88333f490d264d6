/** In a listed page, apart from its scripts: hands their calls to the extension, and its answers to them. */
(() => {
  let port;

  function tell(message) {
    window.postMessage({ duka: "to-page", ...message }, location.origin);
  }

  function connected() {
    if (port !== undefined) return port;
    port = chrome.runtime.connect({ name: "page" });
    port.onMessage.addListener(tell);
    port.onDisconnect.addListener(() => {
      port = undefined;
      tell({ event: "gone" });
    });
    return port;
  }

  window.addEventListener("message", ({ source, data }) => {
    if (source !== window || data?.duka !== "to-extension") return;
    const { id, method, params, name, giveUp, listen } = data;
    try {
      connected().postMessage({ id, method, params, name, giveUp, listen });
    } catch {
      // The extension was taken away or replaced under the page.
      tell({ event: "gone" });
    }
  });
})();
