/** What a command line needs of its process, so that a test can stand in for it. */

/** As much of a tty or pipe as reading a password takes. */
export type Input = {
  readonly isTTY?: boolean;
  /** It has told its end: no other will come. */
  readonly readableEnded?: boolean;
  setRawMode?(raw: boolean): unknown;
  on(event: "data", listener: (chunk: Uint8Array) => void): unknown;
  on(event: "end", listener: () => void): unknown;
  off(event: "data", listener: (chunk: Uint8Array) => void): unknown;
  off(event: "end", listener: () => void): unknown;
  resume(): unknown;
  pause(): unknown;
};

/** Where the words of a run go. */
export type Output = {
  /** Data: what a program reads. */
  out(text: string): void;
  /** Messages: what a person reads. */
  tell(text: string): void;
  /** A person watches the messages: a progress bar makes sense. */
  readonly isTerminal?: boolean;
  /** Ctrl-C. Answers how to stop listening, after which the process ends by it as usual. */
  onInterrupt?(listener: () => void): () => void;
};

export type Terminal = Output & {
  /** Data that is no text, such as a receipt in a printer's encoding. */
  outBytes(bytes: Uint8Array): void;
  readonly env: { readonly [name: string]: string | undefined };
  readonly input: Input;
  onInterrupt(listener: () => void): () => void;
  /** Ends the process now. */
  exit(code: number): void;
  /** Resolves when the reading program has taken the data so far; undefined when nothing waits for it. */
  untilTaken?(): Promise<void> | undefined;
};
