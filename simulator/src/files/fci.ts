/** What SELECT answers: the file control information, template 6F (ISO/IEC 7816-4, 7.4 and table 10). */
import { ALGORITHM_BYTES } from "../chip/card-suite.js";
import type { Directory } from "./file-tree.js";
import { isDirectory } from "./file-tree.js";
import type { ElementaryFile } from "./files.js";

/** File descriptor byte, tag 82 (table 12). */
const DESCRIPTORS = { transparent: 0x01, linear: 0x02, cyclic: 0x06 };

/** What was answered last of each directory, and at which revision of the memory. */
const kept = new WeakMap<Directory, { readonly revision: number; readonly fci: Uint8Array }>();

/**
 * Of a directory: its name (84) and what it says about itself (A5). Of a file: descriptor (82), identifier (83) and,
 * where it has one, size (80).
 * @param revision of the memory: a directory that has not changed since is not computed again
 */
export function fileControlInformation(selected: Directory | ElementaryFile, revision: number): Uint8Array {
  if (isDirectory(selected)) {
    const known = kept.get(selected);
    if (known?.revision === revision) return known.fci;
    const fci = directoryInformation(selected);
    kept.set(selected, { revision, fci });
    return fci;
  }
  const size = selected.kind === "transparent" ? tlv([0x80], u16(selected.size)) : new Uint8Array(0);
  const descriptor = tlv([0x82], Uint8Array.of(DESCRIPTORS[selected.kind]));
  return tlv([0x6f], joined(joined(size, descriptor), tlv([0x83], u16(selected.fileId))));
}

function directoryInformation(selected: Directory): Uint8Array {
  const name = selected.name === undefined ? tlv([0x83], u16(selected.fileId)) : tlv([0x84], selected.name);
  return tlv([0x6f], joined(name, tlv([0xa5], selected.proprietary())));
}

/** Tag 86 within 9F0C: which cipher the application's keys are for (LD/T 33-2015, 10.1). */
export function statedAlgorithm(algorithm: keyof typeof ALGORITHM_BYTES): Uint8Array {
  return tlv([0x9f, 0x0c], tlv([0x86], Uint8Array.of(ALGORITHM_BYTES[algorithm])));
}

/** Tag, length, value. @param value at most 127 bytes, which the length byte itself can say */
export function tlv(tag: readonly number[], value: Uint8Array): Uint8Array {
  if (value.length > 127)
    throw new RangeError(`a value of ${value.length} bytes needs a longer length field`);
  const valueAt = tag.length + 1;
  const object = new Uint8Array(valueAt + value.length);
  object.set(tag);
  object[tag.length] = value.length;
  object.set(value, valueAt);
  return object;
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function u16(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value);
}
