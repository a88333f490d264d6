/**
 * A receipt printer as strict as none is: it knows the commands that a receipt needs, and fails at every other byte
 * that is no text.
 */
import { decodeGb18030 } from "@duka/protocol/gb18030";

type Paper = {
  readonly lines: readonly string[];
  /** Of each picture: width in dots and rows of bits. */
  readonly pictures: readonly { readonly widthDots: number; readonly rows: readonly string[] }[];
  readonly cuts: number;
  /** It was initialised before anything else. */
  readonly initialised: boolean;
};

/** Bytes after the command's own two; GS v 0 and the cut are further down. */
const ARGUMENTS: { readonly [command: string]: number } = {
  "\x1b@": 0,
  "\x1dr": 1,
  "\x1da": 1,
  "\x1bM": 1,
  "\x1b ": 1,
  "\x1cS": 2,
  "\x1b2": 0,
  "\x1b3": 1,
  "\x1b{": 1,
  "\x1c.": 0,
  "\x1c&": 0,
  "\x1b-": 1,
  "\x1c-": 1,
  "\x1bE": 1,
  "\x1dB": 1,
  "\x1d!": 1,
  "\x1dL": 2,
  "\x1dW": 2,
  "\x1ba": 1,
  "\x1b$": 2,
  "\x1b\\": 2,
  "\x1bt": 1,
};
const RASTER = "\x1dv";
const CUT = "\x1dV";
const LINE_FEED = 0x0a;

export function printed(bytes: Uint8Array): Paper {
  const lines: string[] = [];
  const pictures: { widthDots: number; rows: string[] }[] = [];
  let cuts = 0;
  let text: number[] = [];
  const initialised = bytes[0] === 0x1b && bytes[1] === 0x40;
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at]!;
    if (byte === LINE_FEED) {
      lines.push(decodeGb18030(Uint8Array.from(text)));
      text = [];
      at++;
    } else if (byte >= 0x20) {
      text.push(byte);
      at++;
    } else {
      const command = String.fromCharCode(byte, bytes[at + 1]!);
      at += 2;
      if (command === RASTER) {
        const [, , xL = 0, xH = 0, yL = 0, yH = 0] = bytes.subarray(at);
        const width = xL + 256 * xH;
        const height = yL + 256 * yH;
        at += 6;
        const row = (y: number): string =>
          Array.from(bytes.subarray(at + y * width, at + (y + 1) * width), (bits) =>
            bits.toString(2).padStart(8, "0"),
          ).join("");
        pictures.push({ widthDots: width * 8, rows: Array.from({ length: height }, (_, y) => row(y)) });
        at += width * height;
      } else if (command === CUT) {
        cuts++;
        at += 2;
      } else {
        const length = ARGUMENTS[command];
        if (length === undefined)
          throw new Error(`byte ${at - 2} begins no command: ${JSON.stringify(command)}`);
        at += length;
      }
    }
  }
  return { lines, pictures, cuts, initialised };
}
