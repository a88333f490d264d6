/**
 * The studio beside a running till of someone else, whose reader is simulated: what happens there comes by the control
 * API's events, and hands and faults go back by its operations. Of the till itself it knows nothing.
 */

import { parseJson } from "@duka/protocol/data/parse-json";
import type { DataOf } from "@duka/protocol/data/read-data";
import { readData } from "@duka/protocol/data/read-data";
import { OPERATIONS, type OperationName } from "../control/operations.js";
import { RealClock } from "../time/real-clock.js";
import type { LoggedEvent } from "../world/world-event.js";
import type { Counter } from "./counter-face.js";
import { because, checkCan, createLiveNews, NO_STATE } from "./live-news.js";
import { StudioRefusal } from "./studio-refusal.js";
import type { StudioRequest } from "./studio-request.js";
import type { Cannot, InBoth, StudioState } from "./studio-state.js";

type LiveTillOptions = {
  /** Of the control API: http://127.0.0.1:4071 */
  readonly url: string;
  readonly token?: string | undefined;
  readonly seed: number;
};

type ResultOf<N extends OperationName> = DataOf<(typeof OPERATIONS)[N]["result"]>;

/** Keys of a reader with a keypad; which one it is, the API does not tell. */
const KEYS = "123C456 789 *0#";
/** Display and slots are asked for as often, while something happens. */
const LOOK_MS = 150;
const EVENT_LENGTH_MAX = 4 * 1024 * 1024;

const THE_TILL: InBoth = {
  en: "the till is the vendor's own program: press there",
  zh: "收银机是厂商自己的程序，请在那里操作",
};
const CANNOT: Cannot = {
  ...Object.fromEntries(
    ["sell", "bill", "load", "reverse", "balance", "changePassword", "closeOfDay", "killTill"].map(
      (button) => [button, THE_TILL],
    ),
  ),
  ...because(
    "the till is the vendor's own program, and this cannot reach into it",
    "收银机是厂商自己的程序，无法进入其内部",
    ...["lane driver", "lane journal", "fault process-killed", "fault disk-full"],
  ),
  ...because("the PSAM is not moved from here", "此处不能移动 PSAM", "fault psam-removed"),
  ...because(
    "the centre is the vendor's own",
    "中心由厂商自己连接",
    ...["lane centre", "fault centre-down", "fault answer-lost"],
  ),
  ...because("the vendor's till runs in real time", "厂商收银机按真实时间运行", "pace", "run", "step"),
  ...because("only the holder knows it: press the keys", "只有持卡人知道密码，请按键输入", "holderTypes"),
  ...because("the till's journal is the vendor's own", "收银机的日志属于厂商", "money"),
  ...because(
    "a scenario has a till of its own; this one is the vendor's",
    "场景自带收银机，而这里是厂商的",
    "scenario",
  ),
};

/** @throws RangeError for an address that is none; Error when no control API answers there */
export async function openLiveTill({ url, token, seed }: LiveTillOptions): Promise<Counter> {
  const base = baseOf(url);
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const real = new RealClock();
  const ending = new AbortController();
  const news = createLiveNews(() => state);
  const armed: { readonly kind: string; readonly at: string }[] = [];
  let isLooking = false;
  let state: StudioState = {
    ...NO_STATE,
    live: { kind: "till", at: base },
    cannot: CANNOT,
    reader: { ...NO_STATE.reader, keys: KEYS },
  };

  async function steer<N extends OperationName>(name: N, params: object = {}): Promise<ResultOf<N>> {
    const { verb, result } = OPERATIONS[name];
    const isPost = verb === "POST";
    const answer = await fetch(`${base}/v1/${name}`, {
      method: verb,
      headers: { ...headers, ...(isPost ? { "content-type": "application/json" } : {}) },
      ...(isPost ? { body: JSON.stringify(params) } : {}),
      signal: ending.signal,
    });
    const told = parseJson(await answer.text());
    if (!answer.ok) throw refusalOf(told);
    return readData(result, told, name) as ResultOf<N>;
  }

  /** Everything that is seen of the reader now. */
  async function look(): Promise<void> {
    const [{ cable, slots }, panel, { cards }, { cards: balances }, { faults }] = [
      await steer("state"),
      await steer("display"),
      await steer("cards"),
      await steer("money"),
      await steer("faults"),
    ];
    armed.splice(0, armed.length, ...faults.filter((fault) => fault.state === "armed"));
    state = {
      ...state,
      atMs: news.events.at(-1)?.atMs ?? 0,
      reader: { ...state.reader, ...panel },
      isCableIn: cable === "in",
      hasPsam: slots.some(({ slot, card }) => slot === 1 && card !== null),
      armed: armed.map(({ kind, at }) => `${kind} @ ${at}`),
      cards: cards
        .filter(({ name }) => name !== "psam")
        .map(({ name, profile, slot }) => ({
          ...{ id: name, city: { en: name, zh: name }, note: { en: profile, zh: profile } },
          isInSlot: slot === 0,
          purseFen: balances.find(({ card }) => card === name)?.purseFen ?? 0,
          medicalFen: balances.find(({ card }) => card === name)?.medicalFen ?? 0,
        })),
    };
    news.changed();
  }

  function lookSoon(): void {
    if (isLooking) return;
    isLooking = true;
    real.after(LOOK_MS, () => {
      isLooking = false;
      if (!ending.signal.aborted) look().catch(gone);
    });
  }

  /** The API is there no more: the page keeps what it has seen. */
  function gone(): void {
    if (ending.signal.aborted) return;
    const isGone: InBoth = { en: "the control API answers no more", zh: "控制接口已无应答" };
    const all = ["insert", "takeOut", "psam", "cable", "repair", "strike", "key"];
    state = { ...state, cannot: { ...CANNOT, ...because(isGone.en, isGone.zh, ...all) } };
    news.changed();
  }

  async function follow(body: ReadableStream<Uint8Array>): Promise<void> {
    let rest = "";
    const decoder = new TextDecoder();
    for await (const chunk of body) {
      const messages = (rest + decoder.decode(chunk, { stream: true })).split("\n\n");
      rest = messages.pop() ?? "";
      if (rest.length > EVENT_LENGTH_MAX) throw new Error("an event of the control API has no end");
      for (const message of messages) {
        const data = /^data: (.*)$/m.exec(message)?.[1];
        if (data === undefined) continue;
        const { id: _id, ...event } = parseJson(data) as LoggedEvent & { readonly id: number };
        news.tell(event);
      }
      lookSoon();
    }
    gone();
  }

  const stream = await fetch(`${base}/v1/events?after=0`, { headers, signal: ending.signal }).catch(
    (cause: unknown) => {
      throw new Error(
        `--control ${base}: no control API answers there; start the reader with --control, and look at the address`,
        { cause },
      );
    },
  );
  if (!stream.ok || stream.body === null) {
    ending.abort();
    throw new Error(
      stream.status === 401
        ? `--control ${base}: it asks for a token: --control-token FILE, the one of the reader`
        : `--control ${base}: it answers ${stream.status}, and is no control API`,
    );
  }
  await look();
  follow(stream.body).catch(gone);

  /** As what is asked of the counter is called at the API. */
  function doing(request: StudioRequest): Promise<unknown> {
    const isIn = state.cards.some(({ isInSlot }) => isInSlot);
    switch (request.do) {
      case "insert":
        return steer(isIn ? "swap" : "putIn", { card: request.card });
      case "takeOut":
        return steer("takeOut");
      case "psam":
        return steer(state.hasPsam ? "takeOut" : "putIn", { slot: 1 });
      case "cable":
        return steer("cable", { is: state.isCableIn ? "out" : "in" });
      case "repair":
        return steer("repair");
      case "strike":
        return steer("arm", { faults: request.faults });
      case "key":
        return steer("type", { keys: request.key });
      default:
        throw new StudioRefusal("not-now", THE_TILL);
    }
  }

  return {
    seed,
    state: () => state,
    events: () => news.events,
    onNews: news.onNews,
    // What it tells is masked before it is kept.
    personal: {},
    traced: () => news.traced("till"),
    async ask(request) {
      checkCan(state.cannot, request.do);
      try {
        await doing(request);
      } catch (error) {
        if (error instanceof StudioRefusal) throw error;
        gone();
        checkCan(state.cannot, request.do);
      }
      await look().catch(gone);
    },
    scenario(): never {
      throw new StudioRefusal("not-now", CANNOT.scenario!);
    },
    async close() {
      ending.abort();
      news.close();
    },
  };
}

/** @throws RangeError */
function baseOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol === "http:" || parsed?.protocol === "https:") return parsed.origin;
  throw new RangeError(
    `--control must be an address such as http://127.0.0.1:4071, got "${url.slice(0, 80)}"`,
  );
}

/** In the words of the API. */
function refusalOf(told: unknown): StudioRefusal {
  const {
    title = "",
    detail = "",
    remedy,
  } = told as {
    readonly title?: string;
    readonly detail?: string;
    readonly remedy?: InBoth;
  };
  const words = `${title}: ${detail}`;
  return new StudioRefusal("not-now", { en: words, zh: remedy?.zh ?? words });
}
