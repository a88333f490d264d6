/** Why the extension itself says no, in the form of the bridge's refusals. */

const ROWS = {
  "origin-not-listed": {
    message: "this page is not listed in the extension",
    en: "list its origin on the extension's options page, and load the page anew",
    zh: "请在扩展的选项页加入该网页的源，并重新加载网页",
  },
  "too-long": {
    message: "the request is too long",
    en: "ask for less at once",
    zh: "请减少一次请求的内容",
  },
};

export function failure(code) {
  const { message, en, zh } = ROWS[code];
  return { kind: "bridge", code, message, remedy: { en, zh } };
}

/** Whether the card was asked, no one knows: the same ref asked again tells, and never debits twice. */
export function hostGone() {
  return {
    kind: "bridge",
    code: "host-gone",
    message: "duka native-messaging has ended",
    remedy: { en: "ask again with the same ref", zh: "请用同一 ref 再次请求" },
    delivery: "unknown",
  };
}

/** @param reason in the browser's words */
export function hostMissing(reason) {
  return {
    kind: "bridge",
    code: "host-missing",
    message: `the browser could not start duka native-messaging: ${reason}`,
    remedy: {
      en: "on this machine: duka native-messaging install --browser chromium (or chrome, edge, firefox); duka native-messaging status",
      zh: "请在本机运行：duka native-messaging install --browser chromium（或 chrome、edge、firefox）；用 duka native-messaging status 查看",
    },
    delivery: "not-sent",
  };
}
