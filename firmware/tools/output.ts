/** Where the words of a run go: data to standard output, messages to standard error. */
export type Output = {
  out(text: string): void;
  error(text: string): void;
  /** A person watches the messages: a progress bar makes sense. */
  readonly isTerminal?: boolean;
};

export const CONSOLE: Output = {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
  get isTerminal() {
    return process.stderr.isTTY === true;
  },
};
