/** What is shown, taken along for Wireshark, Perfetto and sigrok, each with the line that opens it. */
import { signal } from "@preact/signals";
import type { TRACE_FORMS, TraceFile } from "../src/studio/studio-state.js";
import { call } from "./connection.js";
import { chosenCut } from "./cut-store.js";
import { download } from "./download.js";
import { filesTaken, say, shownRun, whyNot } from "./store.js";
import { WORDS } from "./words.js";

type Form = (typeof TRACE_FORMS)[number];

const PROGRAMS: { readonly [form in Form]: string } = {
  pcapng: "Wireshark",
  perfetto: "Perfetto",
  vcd: "sigrok",
};

const files = signal<readonly TraceFile[]>([]);

async function take(form: Form): Promise<void> {
  const line = chosenCut.value?.line;
  const yaml = shownRun.value?.scenario?.yaml;
  const told = await call<{ readonly files: readonly TraceFile[] }>("POST", "/api/traces", {
    form,
    ...(line === undefined ? {} : { line }),
    ...(yaml === undefined ? {} : { yaml }),
  });
  files.value = told?.files ?? [];
  if (files.value.length > 0) filesTaken.value++;
  // A browser asks before it takes several at once: of these each is pressed.
  if (files.value.length === 1) save(files.value[0]!);
}

function save({ name, base64 }: TraceFile): void {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  download(name, new Blob([bytes], { type: "application/octet-stream" }));
}

export function TraceBar() {
  return (
    <div class="traces">
      <div class="row">
        <span class="soft">{say(WORDS.openIn)}</span>
        {(["pcapng", "perfetto", "vcd"] as const).map((form) => (
          <button
            key={form}
            type="button"
            id={`trace-${form}`}
            disabled={whyNot(form) !== undefined}
            title={whyNot(form)}
            onClick={() => void take(form)}
          >
            {PROGRAMS[form]}
          </button>
        ))}
      </div>
      {files.value.length > 0 && (
        <ul class="files" id="trace-files">
          {files.value.map((file) => (
            <li key={file.name}>
              <button type="button" onClick={() => save(file)}>
                ↓ {file.name}
              </button>
              <span class="soft">{say(file.open)}</span>
              {file.command !== null && <code>{file.command}</code>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
