/**
 * The state file: the memories of card and PSAM as text. It names the profile they were made from and has a checksum,
 * so that a damaged or foreign file is refused before anything is done with it.
 */
import { rangeError, whyInBoth } from "@duka/protocol/data/bilingual";
import { parseHex } from "@duka/protocol/layout";
import type { Profile } from "../profiles/profile.js";
import { readProfile } from "../profiles/profile.js";
import { crc32 } from "./crc32.js";

const FORMAT = "duka simulated chips";
const VERSION = 1;
const NOTE = "Simulated card and PSAM. Holds keys and password as a chip's memory does: test keys only.";
const MEMBERS = ["format", "version", "note", "profile", "card", "psam", "checksum"];

export type ChipState = {
  /** Name of a shipped profile; one of one's own in full, for the file has to be understood without another one. */
  readonly profile: string | Profile;
  /** Memory images. */
  readonly card: Uint8Array;
  readonly psam: Uint8Array;
};

/** The same state always gives the same text. */
export function writeState({ profile, card, psam }: ChipState): string {
  const body = {
    format: FORMAT,
    version: VERSION,
    note: NOTE,
    profile,
    card: hexOf(card),
    psam: hexOf(psam),
  };
  return `${JSON.stringify({ ...body, checksum: checksumOf(body) }, undefined, 2)}\n`;
}

/**
 * @param expectedProfile the one the chips are wanted for; any when absent
 * @throws RangeError naming what is wrong with the text; a caller that read it from a file has not changed the file
 */
export function readState(text: string, expectedProfile?: string): ChipState {
  const state = parse(text);
  if (state.format !== FORMAT) throw unusable(`it is not a file of ${FORMAT}`, `不是 ${FORMAT} 文件`);
  if (state.version !== VERSION) {
    throw unusable(
      `it has version ${JSON.stringify(state.version)?.slice(0, 40)}, and this simulator reads version ${VERSION}`,
      `版本为 ${JSON.stringify(state.version)?.slice(0, 40)}，本模拟器只读版本 ${VERSION}`,
    );
  }
  const { checksum, ...body } = state;
  if (Object.keys(state).join() !== MEMBERS.join())
    throw unusable(`its members must be ${MEMBERS.join(", ")}`, `成员必须是 ${MEMBERS.join("、")}`);
  if (checksum !== checksumOf(body))
    throw unusable("its checksum is wrong: the file was changed or cut", "校验和不符，文件被改动或截断");
  const { card, psam } = body;
  const profile = profileIn(body.profile);
  const name = typeof profile === "string" ? profile : profile.name;
  if (expectedProfile !== undefined && name !== expectedProfile) {
    throw unusable(
      `it holds a ${JSON.stringify(name)} card, not a ${JSON.stringify(expectedProfile)} one`,
      `其中是 ${JSON.stringify(name)} 卡，不是 ${JSON.stringify(expectedProfile)} 卡`,
      ["Name its profile, or another file", "请指定其配置，或换一个文件"],
    );
  }
  return { profile, card: imageOf(card, "card"), psam: imageOf(psam, "psam") };
}

function profileIn(value: unknown): string | Profile {
  if (typeof value === "string") return value;
  try {
    return readProfile(value);
  } catch (error) {
    throw error instanceof RangeError ? unusable(`its ${error.message}`, whyInBoth(error).zh) : error;
  }
}

function parse(text: string): { readonly [member: string]: unknown } {
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch {
    throw unusable("it is no JSON", "不是有效的 JSON");
  }
  if (typeof state !== "object" || state === null || Array.isArray(state))
    throw unusable("it is no JSON object", "不是 JSON 对象");
  return state as { readonly [member: string]: unknown };
}

function imageOf(hex: unknown, member: string): Uint8Array {
  if (typeof hex !== "string" || !/^([0-9A-F]{2})+$/.test(hex))
    throw unusable(`its ${member} is no memory image`, `${member} 不是存储映像`);
  return parseHex(hex);
}

const PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0").toUpperCase());

function hexOf(image: Uint8Array): string {
  let text = "";
  for (const byte of image) text += PAIRS[byte];
  return text;
}

function checksumOf(body: { readonly [member: string]: unknown }): string {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  return crc32(bytes).toString(16).padStart(8, "0").toUpperCase();
}

/** Also for a caller that finds out only later that the memories do not fit the chips. */
export function unusable(
  problem: string,
  problemZh: string,
  [cure, cureZh]: readonly [en: string, zh: string] = [
    "Name another file, or move this one away and make a new card",
    "请换一个文件，或移走此文件后制新卡",
  ],
): RangeError {
  return rangeError(
    `the state of the simulated card cannot be used: ${problem}. ${cure}. The file was left untouched.`,
    `模拟卡的状态不能使用：${problemZh}。${cureZh}。文件未改动。`,
  );
}
