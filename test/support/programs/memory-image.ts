/**
 * Where a process that runs has some bytes in its memory (Linux: `/proc/PID/maps` and `/proc/PID/mem`, which the kernel
 * opens to the parent): its heap, what lies outside of it, its stacks, and memory that was freed and not used again.
 */
import { closeSync, openSync, readFileSync, readSync } from "node:fs";

const CHUNK_BYTES = 4 * 1024 * 1024;
/** So many bytes before and after are told, to see what it was. */
const AROUND = 24;

/** A page in `/proc/PID/pagemap`: 8 bytes, whose highest two bits say that it is in memory, or swapped out. */
const ENTRY_BYTES = 8;
const IS_WRITTEN = 0xc0;

/** @returns one text for each place: its mapping, and the bytes around it */
export function findInMemory(processId: number, forms: readonly Uint8Array[]): readonly string[] {
  const longest = Math.max(...forms.map((form) => form.length));
  const memory = openSync(`/proc/${processId}/mem`, "r");
  const buffer = Buffer.alloc(CHUNK_BYTES + longest - 1);
  try {
    const found: string[] = [];
    for (const { from, to, name } of writtenParts(processId)) {
      for (let at = from; at < to; at += CHUNK_BYTES) {
        const chunk = readAt(memory, at, buffer.subarray(0, Math.min(buffer.length, to - at)));
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

type Part = { readonly from: number; readonly to: number; readonly name: string };

/** What has been written to: most of a process's memory is only set apart, and would be made when it is read. */
function writtenParts(processId: number): Part[] {
  const pageBytes = bytesOfPage();
  const pagemap = openSync(`/proc/${processId}/pagemap`, "r");
  try {
    return writableMappings(processId).flatMap(({ from, to, name }) => {
      const entries = Buffer.alloc(((to - from) / pageBytes) * ENTRY_BYTES);
      readSync(pagemap, entries, 0, entries.length, (from / pageBytes) * ENTRY_BYTES);
      const parts: { from: number; to: number; name: string }[] = [];
      for (let page = 0; page * ENTRY_BYTES < entries.length; page++) {
        if ((entries[page * ENTRY_BYTES + ENTRY_BYTES - 1]! & IS_WRITTEN) === 0) continue;
        const at = from + page * pageBytes;
        const last = parts.at(-1);
        if (last?.to === at) last.to += pageBytes;
        else parts.push({ from: at, to: at + pageBytes, name });
      }
      return parts;
    });
  } finally {
    closeSync(pagemap);
  }
}

function writableMappings(processId: number): Part[] {
  const lines = readFileSync(`/proc/${processId}/maps`, "latin1").split("\n");
  return lines.flatMap((line) => {
    const [, from, to, name] = /^([0-9a-f]+)-([0-9a-f]+) rw\S* \S+ \S+ \S+ *(.*)$/.exec(line) ?? [];
    if (from === undefined || to === undefined || name === "[vvar]") return [];
    return [{ from: Number.parseInt(from, 16), to: Number.parseInt(to, 16), name: name ?? "" }];
  });
}

/** AT_PAGESZ of what the kernel tells each process (getauxval(3)): pairs of a key and a value. */
function bytesOfPage(): number {
  const told = readFileSync("/proc/self/auxv");
  for (let at = 0; at < told.length; at += 16)
    if (told.readBigUInt64LE(at) === 6n) return Number(told.readBigUInt64LE(at + 8));
  throw new Error("/proc/self/auxv does not say how large a page is");
}

/** What was taken away meanwhile is not there any more. */
function readAt(memory: number, at: number, chunk: Buffer): Buffer {
  try {
    return chunk.subarray(0, readSync(memory, chunk, 0, chunk.length, at));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EIO") return chunk.subarray(0, 0);
    throw error;
  }
}
