/**
 * Where a password is typed when the reader has no keypad for it: on the bridge's own page, or at its terminal,
 * whichever is first. The caller learns that it is asked, and never what was typed.
 */
import type { Clock } from "@duka/protocol/transport";
import type { Password } from "../base/password.js";
import type { AskPassword, PasswordQuestion } from "../password/ask-password.js";

/** No one types for longer. */
const TYPING_LIMIT_MS = 90_000;

/** What the operator's page shows. */
type ShownQuestion = Pick<
  PasswordQuestion,
  "what" | "maskedCardNumber" | "ask" | "because" | "lengthMin" | "lengthMax"
> & { readonly number: number; readonly triesLeft: number | null; readonly page: string };

export type PasswordDesk = {
  /** Undefined when no one typed it, or it was given up. */
  ask(question: PasswordQuestion, page: string, signal: AbortSignal): Promise<Password | undefined>;
  /** The one that waits now. */
  waiting(): ShownQuestion | undefined;
  /** @returns false when that question is over */
  answer(number: number, password: Password | undefined): boolean;
};

/** @param atTerminal asks at the terminal as well */
export function createPasswordDesk(
  clock: Clock,
  atTerminal: AskPassword | undefined,
  onChange: () => void,
): PasswordDesk {
  let current: { readonly shown: ShownQuestion; settle(password: Password | undefined): void } | undefined;
  let count = 0;
  return {
    ask(question, page, signal) {
      if (signal.aborted) return Promise.resolve(undefined);
      count += 1;
      const { what, maskedCardNumber, triesLeft = null, ask, because, lengthMin, lengthMax } = question;
      const told = what === undefined ? {} : { what };
      const shown: ShownQuestion = {
        ...told,
        ...{ number: count, maskedCardNumber, triesLeft, ask, because, lengthMin, lengthMax, page },
      };
      return new Promise((resolve, reject) => {
        const elsewhere = new AbortController();
        const giveUp = () => settle(undefined);
        const cancelLimit = clock.after(TYPING_LIMIT_MS, giveUp);
        let isOver = false;
        const end = (): boolean => {
          if (isOver) return false;
          isOver = true;
          current = undefined;
          cancelLimit();
          signal.removeEventListener("abort", giveUp);
          elsewhere.abort();
          onChange();
          return true;
        };
        const settle = (password: Password | undefined): void => {
          if (end()) resolve(password);
          else password?.wipe();
        };
        current = { shown, settle };
        signal.addEventListener("abort", giveUp);
        onChange();
        atTerminal?.({ ...question, signal: elsewhere.signal }).then(settle, (error) => {
          if (end()) reject(error);
        });
      });
    },
    waiting: () => current?.shown,
    answer(number, password) {
      if (current?.shown.number !== number) {
        password?.wipe();
        return false;
      }
      current.settle(password);
      return true;
    },
  };
}
