/**
 * A card reader for a web page: by Duka's browser extension where the page is listed in it, else by `duka serve --http`
 * on the same machine. One file without imports: a page may load it as it is (`<script type="module">`), or bundle it.
 */

const URL_DEFAULT = "http://127.0.0.1:4090";
const TOKEN_NAME = "duka-token";

type Bilingual = { readonly en: string; readonly zh: string };

/** What a browser's `localStorage` can do. */
type PageStorage = {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
};

export type DukaPageOptions = {
  /** Where the bridge listens; http://127.0.0.1:4090 by default. With it the extension is not asked. */
  readonly url?: string;
  /** What this page calls itself, such as "till 3": others see it while it has the reader. */
  readonly name?: string;
  /** Shows the code that the operator compares and confirms at `operatorUrl`, or with `duka pair CODE`. */
  readonly onPairing?: (code: string, operatorUrl: string) => void;
  /** Where the token is kept; `localStorage` by default. */
  readonly storage?: PageStorage;
};

/** `event` is `queue`, `password-asked`, `recovered`, `progress`, `card` or `reader`; the rest is its own. */
export type DukaEvent = { readonly event: string; readonly [member: string]: unknown };

export type DukaPage = {
  /** Who answers: the browser's extension, which opens a window for a password, or the bridge. */
  readonly by: "extension" | "bridge";
  /** The bridge's own page, where passwords are typed and pairings confirmed; undefined by the extension. */
  readonly operatorUrl: string | undefined;
  /** This page has a token, which the bridge may have forgotten; by the extension it needs none. */
  isPaired(): boolean;
  /** Asks for a token and waits until the operator has said yes. @throws DukaPageError */
  pair(signal?: AbortSignal): Promise<void>;
  /**
   * A method of `duka serve` with its parameters: `request("debit", { ref: "S-1", amountFen: 1250 })`. Pairs first
   * where that is needed. Ask again with the same ref when the answer was lost: it never debits twice.
   * @throws DukaPageError
   */
  request(
    method: string,
    params?: object,
    signal?: AbortSignal,
  ): Promise<{ readonly [member: string]: unknown }>;
  /** Tells events until `signal` aborts, or the bridge is gone. @throws DukaPageError */
  listen(listener: (event: DukaEvent) => void, signal?: AbortSignal): Promise<void>;
};

type ErrorDetails = {
  readonly kind: string;
  readonly code: string;
  readonly message: string;
  readonly remedy: Bilingual;
  readonly delivery?: string;
};

/**
 * `code` is the bridge's, or of the page's own side: `unreachable`, `framed`, `pairing-refused`; `host-missing` and
 * `host-gone` of the extension.
 */
export class DukaPageError extends Error {
  readonly kind: string;
  readonly code: string;
  /** What to do, in both languages. */
  readonly remedy: Bilingual;
  /** Whether the card may have acted, where a reader was asked: `not-sent`, `unknown`, `answered`. */
  readonly delivery: string | undefined;

  constructor(details: ErrorDetails) {
    super(details.message);
    this.name = "DukaPageError";
    this.kind = details.kind;
    this.code = details.code;
    this.remedy = details.remedy;
    this.delivery = details.delivery;
  }
}

/** @throws DukaPageError `framed` in a page that stands inside another one: a stranger could have put it there */
export function openDuka(options: DukaPageOptions = {}): DukaPage {
  checkNotFramed();
  const extension = options.url === undefined ? extensionOfPage() : undefined;
  return extension === undefined ? byBridge(options) : byExtension(extension, options);
}

function byBridge(options: DukaPageOptions): DukaPage {
  const { url = URL_DEFAULT, name = "", onPairing, storage = storageOfPage() } = options;
  const operatorUrl = `${url}/`;

  async function ask(path: string, body: object, signal: AbortSignal | undefined): Promise<Members> {
    const response = await reach(url, path, {
      method: "POST",
      headers: { ...headersOf(storage, name), "content-type": "application/json" },
      body: JSON.stringify(body),
      ...(signal === undefined ? {} : { signal }),
    });
    return membersOf(response);
  }

  async function pair(signal?: AbortSignal): Promise<void> {
    const { pairing, code } = await ask("/v1/pair", { name }, signal);
    onPairing?.(String(code), operatorUrl);
    // The bridge ends it: a pairing that no one confirms is over after some minutes.
    for (;;) {
      const { state, token } = await ask("/v1/paired", { pairing }, signal);
      if (state === "paired") return storage.setItem(TOKEN_NAME, String(token));
      if (state === "refused") throw new DukaPageError(REFUSED);
    }
  }

  /** With a token; a new one where the bridge does not know the old one any more. */
  async function paired<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    if (storage.getItem(TOKEN_NAME) === null) await pair(signal);
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DukaPageError) || error.code !== "token-refused") throw error;
      storage.removeItem(TOKEN_NAME);
      await pair(signal);
      return work();
    }
  }

  return {
    by: "bridge",
    operatorUrl,
    isPaired: () => storage.getItem(TOKEN_NAME) !== null,
    pair,
    request: (method, params = {}, signal) => paired(signal, () => ask(`/v1/${method}`, params, signal)),
    listen: (listener, signal) =>
      paired(signal, async () => {
        const response = await reach(url, "/v1/events", {
          headers: headersOf(storage, name),
          ...(signal === undefined ? {} : { signal }),
        });
        if (!response.ok) await membersOf(response);
        await readEvents(response, listener);
      }),
  };
}

type Members = { readonly [member: string]: unknown };

/** What the extension puts into a listed page as `duka`. */
type Extension = {
  request(method: string, params: object, more: { name: string; signal?: AbortSignal }): Promise<Members>;
  listen(listener: (event: DukaEvent) => void, signal?: AbortSignal): Promise<void>;
};

function extensionOfPage(): Extension | undefined {
  const { duka } = globalThis as { readonly duka?: Partial<Extension> };
  return typeof duka?.request === "function" ? (duka as Extension) : undefined;
}

function byExtension(extension: Extension, { name = "" }: DukaPageOptions): DukaPage {
  return {
    by: "extension",
    operatorUrl: undefined,
    isPaired: () => true,
    pair: async () => undefined,
    request: (method, params = {}, signal) =>
      told(extension.request(method, params, { name, ...(signal === undefined ? {} : { signal }) })),
    listen: (listener, signal) => told(extension.listen(listener, signal)),
  };
}

/** The extension's errors are those of its own world: made anew as this page knows them. */
async function told<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    const { kind, code, message, remedy, delivery } = error as ErrorDetails;
    if (remedy === undefined) throw error;
    throw new DukaPageError({ kind, code, message, remedy, ...(delivery === undefined ? {} : { delivery }) });
  }
}

function headersOf(storage: PageStorage, name: string): { [name: string]: string } {
  const token = storage.getItem(TOKEN_NAME);
  return {
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    ...(name === "" ? {} : { "x-duka-name": encodeURIComponent(name) }),
  };
}

async function reach(url: string, path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(`${url}${path}`, { ...init, credentials: "omit" });
  } catch (error) {
    // A browser does not tell a page whether it refused, or nothing listens.
    if (error instanceof TypeError) throw new DukaPageError(unreachable(url));
    throw error;
  }
}

/** @throws DukaPageError */
async function membersOf(response: Response): Promise<Members> {
  const members = (await response.json()) as Members;
  if (response.ok) return members;
  throw new DukaPageError(members.error as ErrorDetails);
}

async function readEvents(response: Response, listener: (event: DukaEvent) => void): Promise<void> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let held = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (held + value).split("\n\n");
    held = blocks.pop() ?? "";
    for (const block of blocks) {
      if (block.startsWith("data: ")) listener(JSON.parse(block.slice("data: ".length)));
    }
  }
}

function checkNotFramed(): void {
  const page = globalThis as { readonly top?: unknown; readonly self?: unknown };
  if (page.top !== page.self) throw new DukaPageError(FRAMED);
}

function storageOfPage(): PageStorage {
  return (globalThis as unknown as { readonly localStorage: PageStorage }).localStorage;
}

const REFUSED: ErrorDetails = {
  kind: "page",
  code: "pairing-refused",
  message: "the operator of the bridge refused this page",
  remedy: { en: "ask the operator, and pair again", zh: "请联系操作员后重新配对" },
};

const FRAMED: ErrorDetails = {
  kind: "page",
  code: "framed",
  message: "this page stands inside another one",
  remedy: { en: "open it in a window of its own", zh: "请在单独的窗口中打开本页" },
};

function unreachable(url: string): ErrorDetails {
  return {
    kind: "page",
    code: "unreachable",
    message: `nothing could be asked at ${url}`,
    remedy: {
      en: `open ${url}/ in another tab: if it opens, its list says whether this page was refused, and how to allow "local network access" in the browser; if not, start duka serve --http`,
      zh: `请在新标签页打开 ${url}/：能打开，则其中列出本页是否被拒绝，以及如何在浏览器中允许“本地网络访问”；打不开，请启动 duka serve --http`,
    },
  };
}
