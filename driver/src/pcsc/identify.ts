/** What a PC/SC reader says about itself, by the CCID Escapes that its driver lets through. */
import { ESCAPE_FIRMWARE_TEXT } from "@duka/protocol/wire/escape";
import {
  asciiText,
  IDENTITY_REQUEST,
  parseIdentity,
  type ReaderIdentity,
} from "../reader/reader-identity.js";
import { pcscFailureOf, rowOf } from "./pcsc-failure.js";
import {
  LEAVE_CARD,
  type PcscCard,
  type PcscContext,
  type PcscService,
  VENDOR_IFD_EXCHANGE,
} from "./pcsc-service.js";

const DUKA_TEXT = "Duka";

export type About = { readonly firmwareText: string; readonly identity: ReaderIdentity | undefined };

/**
 * Asked at the first slot whose card no one has in use.
 * @param names of its slots
 * @returns undefined when someone has each of them: then not even a simulated reader can be told from a real one
 * @throws ReaderError
 */
export async function identifyReaders(
  service: PcscService,
  context: PcscContext,
  names: readonly string[],
): Promise<About | undefined> {
  for (const name of names) {
    try {
      return await askAt(service, await context.connect(name, "direct"));
    } catch (error) {
      if (rowOf(error)?.code !== "card-in-use")
        throw pcscFailureOf(error, `${name}: ask who it is`, "not-sent");
    }
  }
  return undefined;
}

/**
 * Stock drivers allow few Escapes or none: what is not told stays unknown. Only a Duka is asked Duka's own question.
 */
async function askAt(service: PcscService, card: PcscCard): Promise<About> {
  const code = service.controlCode(VENDOR_IFD_EXCHANGE);
  let firmwareText = "";
  try {
    firmwareText = asciiText(await card.control(code, Uint8Array.of(ESCAPE_FIRMWARE_TEXT))) ?? "";
    if (!firmwareText.startsWith(DUKA_TEXT)) return { firmwareText, identity: undefined };
    return { firmwareText, identity: parseIdentity(await card.control(code, IDENTITY_REQUEST)) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { firmwareText, identity: undefined };
  } finally {
    card.disconnect(LEAVE_CARD);
  }
}
