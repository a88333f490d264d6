/** The directories of a social-security card and their selection (LD/T 32.6-2015). */

import type { CityProfile } from "@duka/protocol/city";
import { selectByFileId, selectByName, selectElementaryFile } from "@duka/protocol/commands";
import { parseHex } from "@duka/protocol/layout";
import type { CardSession } from "./card-session.js";
import { refusedByCard, type SocialRefusal, socialRefusal } from "./social-refusal.js";

/** "sx1.sh." and 社会保障 in GBK: the environment SSSE. */
const ENVIRONMENT = parseHex("7378312E73682EC9E7BBE1B1A3D5CF");
const APPLICATION_START = "D156000005";
const APPLICATION_ENDS = { DF01: "00", DF02: "01", DF03: "02", DF04: "03", DF07: "04", DF05: "05" } as const;

export type CardDirectory = "SSSE" | keyof typeof APPLICATION_ENDS;

/** Ciphers of a card. SSF33 is not published. */
export type CardAlgorithm = "3DES" | "SSF33" | "SM4";

const ALGORITHMS: { readonly [tag86: number]: CardAlgorithm } = { 1: "3DES", 2: "SSF33", 3: "SM4" };
const SFI_MASK = 0x1f;
const SW_FILE_NOT_FOUND = 0x6a82;
/** P1 P2 are wrong, or the function is not supported. */
const SW_UNKNOWN_FORM: readonly number[] = [0x6a81, 0x6a86, 0x6b00];

/**
 * @param isCipherWanted false: its FCI is left where it is
 * @returns the cipher that tag 86 of its FCI names, undefined where it names none
 */
export async function selectEnvironment(
  session: CardSession,
  isCipherWanted = true,
): Promise<{ readonly algorithm: CardAlgorithm | undefined } | SocialRefusal> {
  const selected = await session.send(
    selectByName,
    { applicationName: ENVIRONMENT },
    { isAnswerLeft: !isCipherWanted },
  );
  if (selected.ok) return { algorithm: algorithmOf(selected.response.fci) };
  if (selected.sw !== SW_FILE_NOT_FOUND)
    return refusedByCard("selecting the social-security environment", selected);
  return socialRefusal("wrong-card", "this is no social-security card", selected.sw);
}

/** @returns undefined when it is selected */
export async function selectDirectory(
  session: CardSession,
  directory: CardDirectory,
): Promise<SocialRefusal | undefined> {
  const applicationName =
    directory === "SSSE" ? ENVIRONMENT : parseHex(APPLICATION_START + APPLICATION_ENDS[directory]);
  const selected = await session.send(selectByName, { applicationName }, { isAnswerLeft: true });
  return selected.ok ? undefined : refusedByCard(`selecting ${directory}`, selected);
}

/**
 * From now on commands for records and bytes mean this file.
 * @param fileId such as 0xEF05, of the selected directory
 */
export async function selectFile(session: CardSession, fileId: number): Promise<SocialRefusal | undefined> {
  shortIdentifiers.delete(session);
  if (selectionOf(session) === "SFI") {
    shortIdentifiers.set(session, fileId & SFI_MASK);
    return undefined;
  }
  const selected = await selectIn(session, fileId);
  const name = fileId.toString(16).toUpperCase();
  return selected.ok ? undefined : refusedByCard(`selecting EF ${name}`, selected);
}

type FileSelection = NonNullable<CityProfile["fileSelection"]>;

/** What a card was found to take, against the word of its city. */
const selections = new WeakMap<CardSession, FileSelection>();
/** Of the file that is meant, where nothing is selected. */
const shortIdentifiers = new WeakMap<CardSession, number>();

/** As the card's city has it; before it is known, and where it says nothing, P1 = 02 comes first. */
function selectionOf(session: CardSession): FileSelection {
  return selections.get(session) ?? session.city?.fileSelection ?? "P1-02";
}

/** For P1 and P2 of the commands that mean the file of `selectFile`: 0 where it is selected. */
export function shortIdentifierOf(session: CardSession): number {
  return shortIdentifiers.get(session) ?? 0;
}

/** P1 = 02 (P5 table 35); where the card does not know that, 00, from then on; or the other way round. */
async function selectIn(session: CardSession, fileId: number) {
  const usual = selectionOf(session) === "P1-00" ? "P1-00" : "P1-02";
  const select = { "P1-02": selectElementaryFile, "P1-00": selectByFileId };
  const selected = await session.send(select[usual], { fileId });
  if (selected.ok || !SW_UNKNOWN_FORM.includes(selected.sw)) return selected;
  const other = usual === "P1-02" ? "P1-00" : "P1-02";
  const again = await session.send(select[other], { fileId });
  if (again.ok) selections.set(session, other);
  return again;
}

/** 9F0C holds 86 01 and the cipher (LD/T 33-2015, 10.1). Any bytes may come. */
function algorithmOf(fci: Uint8Array): CardAlgorithm | undefined {
  for (let at = 0; at + 5 < fci.length; at++) {
    if (fci[at] !== 0x9f || fci[at + 1] !== 0x0c) continue;
    const end = Math.min(at + 3 + fci[at + 2]!, fci.length);
    for (let inside = at + 3; inside + 2 < end; inside += 2 + fci[inside + 1]!) {
      if (fci[inside] === 0x86 && fci[inside + 1] === 1) return ALGORITHMS[fci[inside + 2]!];
    }
  }
  return undefined;
}
