/** `new SPI()`: bytes out on two pins, most significant bit first. */
import { toBytes } from "./serial-ports.js";
import type { Wiring } from "./wiring.js";

/** The class that the sandbox sees. */
export function spiClass(wiring: Wiring): new () => object {
  return Spi.bind(null, wiring);
}

/** One class for all machines: each that is made anew outlives its machine until the whole heap is swept. */
class Spi {
  readonly #wiring: Wiring;
  #send: (bytes: Uint8Array) => void = () => {};

  constructor(wiring: Wiring) {
    this.#wiring = wiring;
  }

  setup(options: { readonly sck?: unknown; readonly mosi?: unknown }): void {
    if (options.sck === undefined || options.mosi === undefined) throw new Error("SPI: sck and mosi needed");
    this.#send = this.#wiring.spis?.[String(options.mosi)] ?? (() => {});
  }

  write(...items: unknown[]): void {
    this.#send(toBytes(items));
  }
}
Object.freeze(Spi.prototype);
