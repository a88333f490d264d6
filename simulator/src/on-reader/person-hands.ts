/** A person at the reader: asked for one thing after the other, each within a limit. */
import { OWN_CARD } from "../world/script/scenario-shape.js";
import type { ReaderHands } from "./reader-hands.js";

/** Resolves when the person says that it is done. Rejects when no one did it in time. */
type AskPerson = (what: string) => Promise<void>;

const THINGS = ["the card", "the PSAM"];

/** @param isCardIn whether a card is in slot 0 now */
export function personHands(ask: AskPerson, isCardIn: () => Promise<boolean>): ReaderHands {
  const out = new Set<number>();
  let isCableOut = false;
  const thing = (slot: number): string => THINGS[slot]!;

  async function putIn(slot: number): Promise<void> {
    await ask(`put ${thing(slot)} in`);
    out.delete(slot);
  }

  async function cable(is: "in" | "out"): Promise<void> {
    await ask(is === "out" ? "pull the reader's cable" : "put the reader's cable back");
    isCableOut = is === "out";
  }

  return {
    async begin() {
      if (!(await isCardIn())) await ask("put the card in");
    },
    async insert(card) {
      const which = card === OWN_CARD ? "the first card" : `the card "${card}"`;
      await ask(`put ${which} in, in place of what is there`);
      out.delete(0);
    },
    async takeOut(slot) {
      await ask(`take ${thing(slot)} out`);
      out.add(slot);
    },
    putIn,
    cable,
    async repair() {
      if (isCableOut) await cable("in");
      for (const slot of [...out]) await putIn(slot);
    },
    strike: async () => undefined,
    missed: async () => [],
    seen: async () => undefined,
    end: async () => undefined,
  };
}
