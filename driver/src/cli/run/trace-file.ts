/** Readers of a command line, and the file that `--trace` names for what happens on them. */

import { closeSync, constants, writeSync } from "node:fs";
import { rangeError, whyInBoth } from "@duka/protocol/data/bilingual";
import { OWNER_ONLY, tooWide } from "@duka/protocol/data/file-mode";
import { openRegularFile } from "@duka/protocol/data/regular-file";
import type { Clock, Link } from "@duka/protocol/transport";
import type { Reader } from "../../reader/reader.js";
import { openReader } from "../../readers/open-reader.js";
import type { ReceiptLanguage } from "../../receipt/receipt-words.js";
import { recordLink } from "../../trace/record-link.js";
import { recorded } from "../../trace/recording.js";
import { createTraceRecorder, type TraceRecorder } from "../../trace/trace-recorder.js";
import { tellInBoth } from "./tell-in-both.js";

const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT;

export type TraceOptions = {
  readonly trace?: string;
  /** Every message on the line as well. */
  readonly traceLink?: boolean;
};

type OpenerOptions = TraceOptions & {
  /** A real reader is refused. */
  readonly rehearsal?: boolean;
  readonly lang?: ReceiptLanguage;
};

type ReaderOpener = {
  open(address: string): Promise<Reader>;
  /** After the readers were closed. */
  close(): void;
};

/**
 * Opens readers, recorded if that is wanted: at the end of the file, which is made at once. @throws RangeError when it
 * cannot be written
 */
export function readerOpener(
  { trace, traceLink, rehearsal, lang }: OpenerOptions,
  tell: (text: string) => void,
): ReaderOpener {
  if (trace === undefined && traceLink === true)
    throw rangeError("--trace-link needs --trace FILE", "--trace-link 须与 --trace 文件 一起给出");
  const meant = async (opening: Promise<Reader>): Promise<Reader> => {
    const reader = await opening;
    if (rehearsal !== true || reader.simulated) return reader;
    await reader.close();
    throw rangeError(
      `--rehearsal: ${reader.address} is a real reader; leave --rehearsal out to sell with it`,
      `--rehearsal：${reader.address} 是真实读卡器；真实收款请去掉 --rehearsal`,
    );
  };
  if (trace === undefined) return { open: (address) => meant(openReader(address)), close: () => undefined };
  const descriptor = openedFile(trace);
  for (const warning of tooWide([trace])) tellInBoth(tell, warning, lang);
  let recorder: TraceRecorder | undefined;
  const recorderFor = (clock: Clock): TraceRecorder => {
    // Line by line, so that a process that dies leaves all that happened before.
    recorder ??= createTraceRecorder(clock, (line) => void writeSync(descriptor, `${line}\n`));
    return recorder;
  };
  const onLink = (link: Link, clock: Clock): Link => recordLink(link, recorderFor(clock));
  return {
    open(address) {
      const around = (clock: Clock) => [recorded(recorderFor(clock))];
      return meant(openReader(address, traceLink === true ? { onLink, around } : { around }));
    },
    close: () => closeSync(descriptor),
  };
}

/** Only the person who records a trace may read it: what stands on a card is someone's own. */
function openedFile(file: string): number {
  try {
    return openRegularFile(file, APPEND, OWNER_ONLY);
  } catch (error) {
    const { en, zh } = whyInBoth(error);
    throw rangeError(`--trace: ${file} cannot be written: ${en}`, `--trace：${file} 无法写入：${zh}`);
  }
}
