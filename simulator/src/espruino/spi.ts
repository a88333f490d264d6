/** `new SPI()`: bytes out on two pins, most significant bit first. */
import { toBytes } from "./serial-ports.js";
import type { Wiring } from "./wiring.js";

/** The class that the sandbox sees. */
export function spiClass(wiring: Wiring): new () => object {
  return class {
    #send: (bytes: Uint8Array) => void = () => {};

    setup(options: { readonly sck?: unknown; readonly mosi?: unknown }): void {
      if (options.sck === undefined || options.mosi === undefined)
        throw new Error("SPI: sck and mosi needed");
      this.#send = wiring.spis?.[String(options.mosi)] ?? (() => {});
    }

    write(...items: unknown[]): void {
      this.#send(toBytes(items));
    }
  };
}
