/** What the page shows as files for other programs, each with the line that opens it. Personal data are masked. */
import { packageVersion } from "@duka/protocol/command-line";
import { apduCapture } from "../trace/apdu-capture.js";
import { chromeTrace } from "../trace/chrome-trace.js";
import { lineDumps } from "../trace/line-dumps.js";
import { wiresharkCommand } from "../trace/wireshark-command.js";
import type { PersonalMask } from "../world/personal-mask.js";
import type { RecordedEvent } from "../world/record/recorded-event.js";
import type { LoggedEvent } from "../world/world-event.js";
import { StudioRefusal } from "./studio-refusal.js";
import type { InBoth, TRACE_FORMS, TraceFile } from "./studio-state.js";

export type Traced = {
  /** Of the files. */
  readonly name: string;
  readonly title: string;
  readonly events: readonly LoggedEvent[];
  /** With what changed between them. */
  readonly recorded: readonly RecordedEvent[];
  readonly mask: PersonalMask;
};

const BESIDE: InBoth = { en: "In the folder of the file:", zh: "在文件所在目录执行：" };
const PERFETTO: InBoth = {
  en: "Open it at ui.perfetto.dev with “Open trace file”: the file stays on this machine. Without a network: chrome://tracing, “Load”.",
  zh: "在 ui.perfetto.dev 选择“Open trace file”打开，文件不会离开本机；无网络时用 chrome://tracing 的“Load”。",
};

/** @throws StudioRefusal not-now where nothing is in it yet */
export function traceFiles(
  form: (typeof TRACE_FORMS)[number],
  { name, title, events, recorded, mask }: Traced,
): readonly TraceFile[] {
  const files = filesOf(form);
  if (files.length === 0)
    throw new StudioRefusal("not-now", {
      en: "no command has passed yet: make a sale first",
      zh: "尚无任何命令：请先做一笔消费",
    });
  return files;

  function filesOf(wanted: typeof form): readonly TraceFile[] {
    if (!events.some(({ type }) => type === "apdu")) return [];
    if (wanted === "vcd") {
      const lined = { file: name, title, events: mask.events(events) };
      return [...lineDumps([lined], (file) => file)].map(({ name: file, text, command }) =>
        traceFile(file, Buffer.from(text), BESIDE, command),
      );
    }
    const traced = mask.value([{ file: name, title, events: recorded }]);
    const file = `${name}.${wanted === "pcapng" ? "pcapng" : "perfetto.json"}`;
    return wanted === "pcapng"
      ? [traceFile(file, apduCapture(traced, version()), BESIDE, wiresharkCommand(file))]
      : [traceFile(file, Buffer.from(chromeTrace(traced)), PERFETTO, null)];
  }
}

function version(): string {
  return packageVersion(new URL("../../package.json", import.meta.url));
}

function traceFile(name: string, bytes: Buffer, open: InBoth, command: string | null): TraceFile {
  return { name, base64: bytes.toString("base64"), open, command };
}
