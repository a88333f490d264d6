/** The worlds of a page, as `report/pack-worlds` packed them. */
import type { PackedWorlds } from "../report/pack-worlds.js";
import type { RecordedEvent } from "../world/record/recorded-event.js";

const US = 1000;

/** @param text base64 of gzip of JSON @throws Error when it is damaged */
export async function readWorlds(text: string): Promise<PackedWorlds> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text()) as PackedWorlds;
}

export function eventsOf({ events, worlds }: PackedWorlds, number: number): RecordedEvent[] {
  const packed = worlds[number] ?? [];
  const unpacked: RecordedEvent[] = [];
  let us = 0;
  for (let at = 0; at < packed.length; at += 2) {
    us += packed[at + 1]!;
    unpacked.push({ ...events[packed[at]!], atMs: us / US } as RecordedEvent);
  }
  return unpacked;
}
