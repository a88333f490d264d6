/** The 14 standard prompts of a reader: their names, their texts, and the Escape that asks for one. */
import {
  DUKA_PROMPT,
  ESCAPE_DUKA_0,
  ESCAPE_DUKA_1,
  ESCAPE_TEXTS,
  PROMPT_CONFIRM_NEW,
  PROMPT_ENTER_AGAIN,
  PROMPT_ENTER_ANEW,
  PROMPT_ENTER_NEW,
  PROMPT_ENTER_OLD,
  PROMPT_ENTER_PASSWORD,
  PROMPT_FAILED,
  PROMPT_INSERT_CARD,
  PROMPT_NONE,
  PROMPT_READ_ERROR,
  PROMPT_SUCCESS,
  PROMPT_SWIPE_CARD,
  PROMPT_TAKE_CARD,
  PROMPT_TIME_OUT,
  PROMPT_WRONG_PASSWORD,
} from "@duka/protocol/wire/escape";

type Text = {
  readonly code: number;
  readonly zh: string;
  /** `zh` in GB 2312, hexadecimal: the runtime can only read that code, not write it. */
  readonly gb: string;
  readonly en: string;
};

export const PROMPTS = {
  insertCard: { code: PROMPT_INSERT_CARD, zh: "请插卡", gb: "C7EBB2E5BFA8", en: "Insert card" },
  swipeCard: { code: PROMPT_SWIPE_CARD, zh: "请刷卡", gb: "C7EBCBA2BFA8", en: "Swipe card" },
  readError: { code: PROMPT_READ_ERROR, zh: "读卡错误", gb: "B6C1BFA8B4EDCEF3", en: "Cannot read card" },
  enterPassword: {
    code: PROMPT_ENTER_PASSWORD,
    zh: "请输入密码",
    gb: "C7EBCAE4C8EBC3DCC2EB",
    en: "Enter password",
  },
  wrongPassword: {
    code: PROMPT_WRONG_PASSWORD,
    zh: "密码错误",
    gb: "C3DCC2EBB4EDCEF3",
    en: "Wrong password",
  },
  success: { code: PROMPT_SUCCESS, zh: "操作成功", gb: "B2D9D7F7B3C9B9A6", en: "Done" },
  timeOut: { code: PROMPT_TIME_OUT, zh: "操作超时", gb: "B2D9D7F7B3ACCAB1", en: "Time is over" },
  failed: { code: PROMPT_FAILED, zh: "操作失败", gb: "B2D9D7F7CAA7B0DC", en: "Failed" },
  takeCard: { code: PROMPT_TAKE_CARD, zh: "请取卡", gb: "C7EBC8A1BFA8", en: "Take card" },
  enterAnew: { code: PROMPT_ENTER_ANEW, zh: "请重新输入", gb: "C7EBD6D8D0C2CAE4C8EB", en: "Enter once more" },
  enterAgain: {
    code: PROMPT_ENTER_AGAIN,
    zh: "请再次输入密码",
    gb: "C7EBD4D9B4CECAE4C8EBC3DCC2EB",
    en: "Repeat password",
  },
  enterNew: {
    code: PROMPT_ENTER_NEW,
    zh: "请输入新密码",
    gb: "C7EBCAE4C8EBD0C2C3DCC2EB",
    en: "New password",
  },
  enterOld: {
    code: PROMPT_ENTER_OLD,
    zh: "请输入原密码",
    gb: "C7EBCAE4C8EBD4ADC3DCC2EB",
    en: "Old password",
  },
  confirmNew: {
    code: PROMPT_CONFIRM_NEW,
    zh: "请再次输入新密码",
    gb: "C7EBD4D9B4CECAE4C8EBD0C2C3DCC2EB",
    en: "Repeat new one",
  },
} as const satisfies { readonly [name: string]: Text };

export type PromptName = keyof typeof PROMPTS;

export type PromptOptions = {
  /** Of the display's first line; Chinese unless given. */
  readonly language?: "zh" | "en";
  /** Printable ASCII, at most 16 characters: an amount, for instance. */
  readonly secondLine?: string;
  /** 0 to 15: said behind enterPassword and wrongPassword, in the first line, since the second one gets the stars. */
  readonly triesLeft?: number | undefined;
};

const COLUMNS = 16;
/** What comes before "5 left". */
const COUNTED: { readonly [name in PromptName]?: string } = {
  enterPassword: "Password:",
  wrongPassword: "Wrong:",
};
/** 剩 and 次. */
const GB_LEFT = "CAA3";
const GB_TIMES = "B4CE";
/** `A0 00`, and "ML". */
const TEXTS_HEAD = [0xa0, 0x00, 0x4d, 0x4c];

/**
 * The Escape's payload; without a prompt the one that clears everything.
 * @throws RangeError when there is no such prompt, or the second line does not fit
 */
export function promptRequest(name: PromptName | undefined, options: PromptOptions = {}): Uint8Array {
  const head = [ESCAPE_DUKA_0, ESCAPE_DUKA_1, DUKA_PROMPT];
  if (name === undefined) return Uint8Array.of(...head, PROMPT_NONE);
  if (!Object.hasOwn(PROMPTS, name)) {
    throw new RangeError(
      `there is no prompt "${String(name)}"; there are ${Object.keys(PROMPTS).join(", ")}`,
    );
  }
  const first = firstLineOf(name, options);
  const second = options.secondLine ?? "";
  if (!/^[ -~]{0,16}$/.test(second)) {
    throw new RangeError(`the second line of a prompt is at most ${COLUMNS} printable ASCII characters`);
  }
  return Uint8Array.of(...head, PROMPTS[name].code, ...first, ...blanks(first.length), ...asciiBytes(second));
}

function firstLineOf(name: PromptName, { language, triesLeft }: PromptOptions): readonly number[] {
  const { gb, en } = PROMPTS[name];
  const counted = COUNTED[name];
  if (triesLeft === undefined || counted === undefined) {
    return language === "en" ? asciiBytes(en) : hexBytes(gb);
  }
  if (language === "en") return asciiBytes(`${counted}${`${triesLeft}`.padStart(2)} left`);
  // 16 columns are enough for 请输入密码剩15次, and for a blank before one digit.
  const gap = asciiBytes(triesLeft < 10 ? " " : "");
  return [
    ...hexBytes(gb),
    ...gap,
    ...hexBytes(GB_LEFT),
    ...asciiBytes(`${triesLeft}`),
    ...hexBytes(GB_TIMES),
  ];
}

/**
 * The Escape of stock readers with a keypad that sets their ten texts: for the PIN, the new one and its repetition, and
 * what they say besides.
 */
export function pinTextsRequest(names: readonly PromptName[], language: "zh" | "en"): Uint8Array {
  const all: readonly PromptName[] = [...names, "success", "wrongPassword", "timeOut", "wrongPassword"];
  const texts = [...all, "insertCard", "readError", "failed"] as const;
  const columns = texts.flatMap((name) => {
    const { gb, en } = PROMPTS[name];
    const text = language === "en" ? asciiBytes(en) : hexBytes(gb);
    return [...text, ...blanks(text.length)];
  });
  return Uint8Array.of(ESCAPE_TEXTS, ...TEXTS_HEAD, ...columns);
}

function blanks(taken: number): number[] {
  return new Array<number>(COLUMNS - taken).fill(0x20);
}

function asciiBytes(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}

function hexBytes(hex: string): number[] {
  return Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
