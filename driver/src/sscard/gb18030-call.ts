/** The functions for a caller without tables of characters: texts are bytes of GB 18030 in hexadecimal, both ways. */
import { decodeGb18030, encodeGb18030 } from "@duka/protocol/gb18030";
import { hexText, parseHex } from "@duka/protocol/layout";
import type { SSCard } from "./sscard.js";

/**
 * Bytes that are no GB 18030 reach the function as U+FFFD, which it refuses with -41.
 * @throws RangeError for an argument that is no hexadecimal
 */
export function inGb18030Hex(card: SSCard): SSCard["call"] {
  return async (name, args, options) => {
    const { code, pOutInfo } = await card.call(name, args.map(decodedArgument), options);
    return { code, pOutInfo: hexText(encodeGb18030(pOutInfo)) };
  };
}

function decodedArgument(argument: unknown): unknown {
  return typeof argument === "string" ? decodeGb18030(parseHex(argument)) : argument;
}
