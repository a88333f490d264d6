/**
 * Where a process that runs has some bytes in its memory (Linux: `/proc/PID/maps` and `/proc/PID/mem`, which the kernel
 * opens to the parent): its heap, what lies outside of it, its stacks, and memory that was freed and not used again.
 */
import { closeSync, openSync, readFileSync, readSync } from "node:fs";

const CHUNK_BYTES = 4 * 1024 * 1024;
/** So many bytes before and after are told, to see what it was. */
const AROUND = 24;

/** @returns one text for each place: its mapping, and the bytes around it */
export function findInMemory(processId: number, forms: readonly Uint8Array[]): readonly string[] {
  const longest = Math.max(...forms.map((form) => form.length));
  const memory = openSync(`/proc/${processId}/mem`, "r");
  try {
    const found: string[] = [];
    for (const { from, to, name } of writableMappings(processId)) {
      for (let at = from; at < to; at += CHUNK_BYTES) {
        const chunk = readAt(memory, at, Math.min(CHUNK_BYTES + longest - 1, to - at));
        for (const form of forms) {
          for (let hit = chunk.indexOf(form); hit >= 0; hit = chunk.indexOf(form, hit + 1)) {
            if (hit >= CHUNK_BYTES) continue;
            const around = chunk.subarray(Math.max(0, hit - AROUND), hit + form.length + AROUND);
            found.push(
              `${name || "mapping"} ${(at + hit).toString(16)}: ${around.toString("hex")} ${around.toString("latin1").replace(/[^ -~]/g, ".")}`,
            );
          }
        }
      }
    }
    return found;
  } finally {
    closeSync(memory);
  }
}

/** What a password is in memory: digits as a text of one or two bytes each, BCD, one digit per byte. */
export function memoryForms(password: string): readonly Uint8Array[] {
  return [
    Buffer.from(password, "latin1"),
    Buffer.from(password, "utf16le"),
    Buffer.from(password, "hex"),
    Buffer.from(Array.from(password, Number)),
  ];
}

function writableMappings(processId: number): { from: number; to: number; name: string }[] {
  const lines = readFileSync(`/proc/${processId}/maps`, "latin1").split("\n");
  return lines.flatMap((line) => {
    const [, from, to, name] = /^([0-9a-f]+)-([0-9a-f]+) rw\S* \S+ \S+ \S+ *(.*)$/.exec(line) ?? [];
    if (from === undefined || to === undefined || name === "[vvar]") return [];
    return [{ from: Number.parseInt(from, 16), to: Number.parseInt(to, 16), name: name ?? "" }];
  });
}

/** What was taken away meanwhile is not there any more. */
function readAt(memory: number, at: number, length: number): Buffer {
  const chunk = Buffer.alloc(length);
  try {
    return chunk.subarray(0, readSync(memory, chunk, 0, length, at));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EIO") return chunk.subarray(0, 0);
    throw error;
  }
}
