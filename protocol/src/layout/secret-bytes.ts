/**
 * Bytes for what is to be overwritten later. A short `new Uint8Array(n)` lies inside the heap of the JavaScript engine,
 * which moves it about and leaves a copy behind each time; with a buffer of its own there is this one place.
 */
export function secretBytes(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new ArrayBuffer(length));
}
