/**
 * The studio on a real reader, through the driver: a till of one's own sells with it, and every command that passes is
 * told. What hardware does not tell, and what no program can do to it, is named with its reason.
 */
import { cities } from "@duka/protocol/cities";
import { commandName, exchangeEvent } from "../world/chip-watch.js";
import { watchJournal } from "../world/journal-watch.js";
import { messageName } from "../world/line-watch.js";
import { type Around, loadDriver, loadDriverTrace } from "../world/load-driver.js";
import type { ChipName } from "../world/point.js";
import type { WorldEvent } from "../world/world-event.js";
import type { Counter } from "./counter-face.js";
import { because, checkCan, createLiveNews, NO_STATE } from "./live-news.js";
import { StudioRefusal } from "./studio-refusal.js";
import type { StudioRequest } from "./studio-request.js";
import type { Cannot, StudioState, TillResult } from "./studio-state.js";
import { type Button, isButton, pressButton } from "./till-buttons.js";

type LiveOptions = {
  /** As the driver takes it: serial, TCP, PC/SC. */
  readonly address: string;
  /** Whose cards are sold to. */
  readonly city: string;
  /** The journal of its sales: real money may move. */
  readonly journal: string;
  readonly seed: number;
};

const CARD_SLOT = 0;
const PSAM_SLOT = 1;
const RESULTS_MAX = 30;
const MICROSECONDS = 1000;
const HEX = 16;
const STATUS_WORD = 2;
const NOTHING = new Uint8Array(0);
const SLOT_AT = 5;
const SEQUENCE_AT = 6;
const STATUS_AT = 7;
/** CCID 1.1, 6.2.6: bmICCStatus. */
const PRESENCE = 0x03;
const ABSENT = 0x02;
const GET_SLOT_STATUS = 0x65;

const CANNOT: Cannot = {
  ...because(
    "no centre is joined to this till",
    "本收银机未连接中心",
    ...["bill", "load", "reverse", "closeOfDay"],
  ),
  ...because(
    "the card is in your hands: put it in or pull it yourself",
    "卡在您手中，请亲手插入或拔出",
    ...["insert", "takeOut", "fault card-removed"],
  ),
  ...because(
    "the PSAM is in the reader: pull it yourself",
    "PSAM 在读卡器内，请亲手拔出",
    ...["psam", "fault psam-removed"],
  ),
  ...because(
    "the cable is in your hands: pull it yourself",
    "线缆在您手中，请亲手拔出",
    ...["cable", "fault cable-out", "fault reader-restarted"],
  ),
  ...because("keys are pressed on the reader itself", "请在读卡器键盘上按键", ...["key", "holderTypes"]),
  ...because(
    "the till is this program itself, and real money may be under way",
    "收银机就是本程序，可能正在处理真实资金",
    ...["killTill", "repair", "fault process-killed", "fault disk-full"],
  ),
  ...because("real time does not stand still", "真实时间无法暂停", "pace", "run", "step"),
  ...because(
    "no program can harm single bytes of a real line, or single writes of a real card",
    "程序无法破坏真实线路上的单个字节或真实卡的单次写入",
    ...["strike", "fault parity-error", "fault byte-lost", "fault memory-torn"],
  ),
  ...because(
    "no centre is joined to this till",
    "本收银机未连接中心",
    "fault centre-down",
    "fault answer-lost",
  ),
  ...because(
    "characters of the card line stay inside the reader; its commands are shown",
    "卡线路上的单个字符不出读卡器，此处显示命令",
    "vcd",
  ),
  ...because("a real card does not tell of its memory", "真实卡不告知其存储过程", "lane memory"),
  ...because("no centre is joined to this till", "本收银机未连接中心", "lane centre"),
  ...because("not every book can be seen here", "此处看不到全部账目", "money"),
  ...because(
    "a scenario is played with simulated cards; this was a real one",
    "场景用模拟卡运行，而这里是真实卡",
    "scenario",
  ),
};

const BY_PCSC = because(
  "PC/SC has the line to the reader; its commands are shown",
  "主机线路由 PC/SC 管理，此处显示命令",
  ...["lane host", "lane firmware"],
);

/** @throws RangeError for an address or a city that is none; ReaderError when no reader is there */
export async function openLiveReader({ address, city, journal: file, seed }: LiveOptions): Promise<Counter> {
  const profile = cities.find(({ name }) => name === city);
  if (profile === undefined)
    throw new RangeError(`--city must be one of ${cities.map(({ name }) => name).join(", ")}, got "${city}"`);
  const { driver } = await loadDriver();
  const { recordLink } = await loadDriverTrace();
  const cannot = { ...CANNOT, ...(address.startsWith("pcsc:") ? BY_PCSC : {}) };
  const frames = { host: 0, reader: 0 };
  const results: TillResult[] = [];
  let busy: string | null = null;
  let isEntry = false;
  let isCardIn = false;
  /** The message that went to the reader last. */
  let asked = 0;
  let nowMs = (): number => 0;
  const news = createLiveNews(state);
  const tell = (event: WorldEvent): void =>
    news.tell({ atMs: Math.round(nowMs() * MICROSECONDS) / MICROSECONDS, ...event });

  const reader = await driver.openReader(address, {
    around: () => [toldAround],
    onLink: (link, clock) =>
      recordLink(link, {
        clock,
        record(_where, kind, text = "") {
          if (kind === "host" || kind === "reader") frame(kind, text);
        },
      }),
  });
  const zeroMs = reader.clock.nowMs();
  nowMs = () => reader.clock.nowMs() - zeroMs;
  const steps = watchJournal(
    { tell, reach: () => [] },
    () => false,
    () => undefined,
  );
  const opened = await driver.openJournal(file, reader.clock, steps.open).catch(async (error: unknown) => {
    await reader.close();
    throw error;
  });
  const journal = steps.named(opened);
  const card = reader.slot(CARD_SLOT);
  const account = driver.openAccount({
    reader,
    journal,
    profile,
    pinPad: card.securePin !== undefined,
    onEvent({ type }) {
      if (!type.startsWith("password-")) return;
      isEntry = type === "password-asked";
      news.changed();
    },
    onRecovered: (outcome) => tellOutcome(outcome, true),
  });
  const stopWatching = card.onCard((event) => setCardIn(event === "inserted"));

  function toldAround(below: Parameters<Around>[0], { name }: Parameters<Around>[1]): ReturnType<Around> {
    const chip: ChipName = name.endsWith(` ${PSAM_SLOT}`) ? "psam" : "card";
    return {
      async call(call) {
        if (call.do === "open" || call.do === "close") {
          const powered = await below.call(call);
          if (call.do === "open" && chip === "card") setCardIn(true);
          tell({ type: "power", chip, on: call.do === "open" });
          return powered;
        }
        const apdu = call.do === "exchange" ? call.command : call.entry.apdu;
        const told = (response: Uint8Array) =>
          tell(impersonal(exchangeEvent(chip, commandName(apdu), apdu, response)));
        const answer = await below.call(call).catch((error: unknown) => {
          told(NOTHING);
          throw error;
        });
        told(answer.outcome === "answered" ? answer.response : NOTHING);
        return answer;
      },
    };
  }

  function setCardIn(is: boolean): void {
    if (is === isCardIn) return;
    isCardIn = is;
    tell({ type: "operator", what: is ? "card in" : "card out" });
  }

  /** @param text of a CCID message, in hexadecimal; secrets are dots */
  function frame(from: "host" | "reader", text: string): void {
    const bytes = text.split(" ");
    const type = Number.parseInt(bytes[0] ?? "", HEX);
    if (Number.isNaN(type)) return;
    const number = (at: number): number => Number.parseInt(bytes[at] ?? "0", HEX) || 0;
    if (from === "host") asked = type;
    if (asked === GET_SLOT_STATUS) {
      // Asked over and over: it is no news unless the card has moved.
      if (from === "reader" && number(SLOT_AT) === CARD_SLOT)
        setCardIn((number(STATUS_AT) & PRESENCE) !== ABSENT);
      return;
    }
    tell({
      ...{ type: "frame", to: from === "host" ? "reader" : "host", frame: ++frames[from] },
      ...{ message: messageName(type), slot: number(SLOT_AT), sequence: number(SEQUENCE_AT) },
      bytes: bytes.length,
    });
  }

  type Ended = { readonly ref: string; readonly outcome: string; readonly reasonCode?: string | null };

  function tellOutcome({ ref, outcome, reasonCode }: Ended, recovered: boolean): void {
    tell({ type: "outcome", ref, outcome, reasonCode: reasonCode ?? "", tac: "", recovered });
  }

  function state(): StudioState {
    return {
      ...NO_STATE,
      live: { kind: "reader", at: `${reader.name} · ${address}` },
      cannot,
      atMs: nowMs(),
      reader: { ...NO_STATE.reader, isEntry },
      cards: isCardIn ? [CARD_IN] : [],
      busy,
      results,
    };
  }

  async function press(request: StudioRequest & { readonly do: Button }): Promise<void> {
    busy = request.do;
    news.changed();
    const result = await pressButton({ till: account }, request);
    if (result.ref !== "") tellOutcome(result, false);
    results.push({ id: (results.at(-1)?.id ?? 0) + 1, ...result });
    if (results.length > RESULTS_MAX) results.shift();
    isEntry = false;
    busy = null;
    news.changed();
  }

  return {
    seed,
    state,
    events: () => news.events,
    onNews: news.onNews,
    // What it tells is masked before it is kept.
    personal: {},
    traced: () => news.traced("live"),
    ask(request) {
      checkCan(cannot, request.do);
      if (busy !== null) throw new StudioRefusal("busy");
      if (isButton(request.do)) void press({ ...request, do: request.do });
    },
    scenario(): never {
      throw new StudioRefusal("not-now", cannot.scenario!);
    },
    async close() {
      news.close();
      stopWatching();
      await reader.close();
      await journal.close();
    },
  };
}

/** What a real card has written on it is its holder's. */
function impersonal(event: WorldEvent): WorldEvent {
  if (event.type !== "apdu" || !event.command.startsWith("READ")) return event;
  const bytes = event.answer.split(" ");
  const data = bytes.slice(0, -STATUS_WORD).map(() => "··");
  return { ...event, answer: [...data, ...bytes.slice(-STATUS_WORD)].join(" "), response: {} };
}

const CARD_IN: StudioState["cards"][number] = {
  id: "live",
  city: { en: "a real card", zh: "真实卡" },
  note: { en: "in the reader", zh: "已在读卡器内" },
  isInSlot: true,
  purseFen: 0,
  medicalFen: 0,
};
