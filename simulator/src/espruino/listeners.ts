/** `on`, `removeAllListeners` and `emit` as Espruino's objects have them. */

type Listener = (...parameters: unknown[]) => void;

export class Listeners {
  readonly #byEvent = new Map<string, Listener[]>();

  methods(): { [name: string]: unknown } {
    return {
      on: (event: string, listener: Listener) => this.on(event, listener),
      removeListener: (event: string, listener: Listener) => {
        this.#byEvent.set(
          event,
          this.#of(event).filter((one) => one !== listener),
        );
      },
      removeAllListeners: (event?: string) => {
        if (event === undefined) this.#byEvent.clear();
        else this.#byEvent.delete(event);
      },
    };
  }

  on(event: string, listener: Listener): void {
    this.#byEvent.set(event, [...this.#of(event), listener]);
  }

  has(event: string): boolean {
    return this.#of(event).length > 0;
  }

  emit(event: string, parameters: unknown[]): void {
    for (const listener of this.#of(event)) listener(...parameters);
  }

  #of(event: string): Listener[] {
    return this.#byEvent.get(event) ?? [];
  }
}
