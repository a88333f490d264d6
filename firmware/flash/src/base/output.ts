/** Where the words of a run go: data to standard output, messages to standard error. */
export type Output = {
  out(text: string): void;
  error(text: string): void;
  /** A person watches the messages: a progress bar makes sense. */
  readonly isTerminal?: boolean;
  /** Calls back at the first Ctrl-C; the next one ends the program. @returns how to stop waiting for it */
  onInterrupt?(listener: () => void): () => void;
};

export const CONSOLE: Output = {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
  onInterrupt(listener) {
    process.once("SIGINT", listener);
    return () => void process.off("SIGINT", listener);
  },
  get isTerminal() {
    return process.stderr.isTTY === true;
  },
};
