/** What a clerk typed, as the request of an act. */

import { idDocument, institutionId, type Vouching, words } from "@duka/protocol/centre";
import type { Terminal } from "@duka/protocol/command-line";
import { rangeError } from "@duka/protocol/data/bilingual";
import { readData } from "@duka/protocol/data/read-data";
import type { ServiceRequest } from "../../../account/window-acts.js";

export type WindowWords = {
  readonly ref: string;
  readonly window?: string;
  readonly operator?: string;
};

export type VouchingWords = {
  readonly document: string;
  readonly delegate?: string;
  readonly relation?: string;
  readonly delegateDocument?: string;
};

type AtWindow = Pick<ServiceRequest, "ref" | "window" | "operator">;

const DOCUMENT_DEFAULT = "resident-id";

/** @throws RangeError naming the option that is missing or wrong */
export function windowOf({ env }: Pick<Terminal, "env">, { ref, window, operator }: WindowWords): AtWindow {
  return {
    ref,
    window: readData(institutionId, window ?? env.DUKA_WINDOW ?? "", "--window"),
    operator: readData(words, operator ?? env.DUKA_OPERATOR ?? "", "--operator"),
  };
}

/** @throws RangeError naming the option; nothing of a document's number */
function vouchingOf(given: VouchingWords): Vouching {
  const document = documentOf(given.document, "--document");
  const { delegate: name, relation, delegateDocument } = given;
  if (name === undefined) {
    if (relation !== undefined || delegateDocument !== undefined)
      throw rangeError(
        "--relation and --delegate-document belong to --delegate: who came?",
        "--relation 和 --delegate-document 须与 --delegate（代办人）一起给出",
      );
    return { by: "holder", document };
  }
  if (relation === undefined || delegateDocument === undefined)
    throw rangeError(
      "--delegate needs --relation and --delegate-document",
      "--delegate 须同时给出 --relation 和 --delegate-document",
    );
  return {
    by: "delegate",
    document,
    delegate: {
      name: readData(words, name, "--delegate"),
      relation: readData(words, relation, "--relation"),
      document: documentOf(delegateDocument, "--delegate-document"),
    },
  };
}

/** @throws RangeError */
export function serviceRequestOf(terminal: Terminal, options: WindowWords & VouchingWords): ServiceRequest {
  return { ...windowOf(terminal, options), vouching: vouchingOf(options) };
}

/** "passport:E12345678"; a number alone is that of a resident's identity card, whose last x is a capital. */
export function documentOf(text: string, option: string): Vouching["document"] {
  const [first = "", ...rest] = text.split(":");
  const isNamed = rest.length > 0;
  const number = (isNamed ? rest.join(":") : first).trim().toUpperCase();
  return readData(idDocument, { kind: isNamed ? first.trim() : DOCUMENT_DEFAULT, number }, option);
}
