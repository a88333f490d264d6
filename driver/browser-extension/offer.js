/** What a listed page gets: `duka.request(method, params)` and `duka.listen(listener)`. */
(() => {
  const calls = new Map();
  const listeners = new Set();
  let lastId = 0;

  const GONE = {
    kind: "bridge",
    code: "host-gone",
    message: "the extension has ended the connection",
    remedy: {
      en: "load the page anew, and ask again with the same ref",
      zh: "请重新加载网页，并用同一 ref 再次请求",
    },
    delivery: "unknown",
  };

  function say(message) {
    window.postMessage({ duka: "to-extension", ...message }, location.origin);
  }

  function failureOf(details) {
    return Object.assign(new Error(details.message), details);
  }

  function allGone(error) {
    for (const { reject } of calls.values()) reject(failureOf(error));
    calls.clear();
    for (const one of [...listeners]) one.gone(failureOf(error));
  }

  window.addEventListener("message", ({ source, data }) => {
    if (source !== window || data?.duka !== "to-page") return;
    const { duka: _, id, result, error, ...event } = data;
    if (event.event === "gone") allGone(error ?? GONE);
    else if (event.event !== undefined) for (const one of [...listeners]) one.listener(event);
    const call = calls.get(id);
    if (call === undefined) return;
    calls.delete(id);
    if (error === undefined) call.resolve(result);
    else call.reject(failureOf(error));
  });

  function request(method, params = {}, { name, signal } = {}) {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      lastId += 1;
      const id = lastId;
      calls.set(id, { resolve, reject });
      signal?.addEventListener("abort", () => {
        if (!calls.delete(id)) return;
        say({ giveUp: id });
        reject(signal.reason);
      });
      say({ id, method, params, name });
    });
  }

  /** Tells events until `signal` aborts; rejects when the host is gone. */
  function listen(listener, signal) {
    return new Promise((_, reject) => {
      signal?.throwIfAborted();
      const one = {
        listener,
        gone(error) {
          listeners.delete(one);
          reject(error);
        },
      };
      listeners.add(one);
      signal?.addEventListener("abort", () => {
        listeners.delete(one);
        reject(signal.reason);
      });
      say({ listen: true });
    });
  }

  Object.defineProperty(window, "duka", { value: Object.freeze({ request, listen }), enumerable: true });
})();
