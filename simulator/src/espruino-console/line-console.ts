/**
 * The interpreter's console as a terminal sees it: what is typed is echoed, a line is executed at its end, values are
 * shown after "=", then comes the prompt. DLE at the beginning of a line keeps this line silent; Ctrl-C throws a line
 * away.
 */

export type LineConsoleOptions = {
  say(text: string): void;
  /** What is left of a line when the interpreter reads it. */
  mishear(line: string): string;
  /** Executes a line and answers its value as the interpreter prints it. */
  execute(line: string): string;
};

const DLE = 0x10;
const CTRL_C = 0x03;
const LINE_MAX = 20_000;

export type LineConsole = { hear(byte: number): void };

export function createLineConsole({ say, mishear, execute }: LineConsoleOptions): LineConsole {
  let line = "";
  let isSilent = false;
  let wasReturn = false;

  function end(): void {
    const text = mishear(line);
    const wasSilent = isSilent;
    line = "";
    isSilent = false;
    if (!wasSilent) say("\r\n");
    try {
      const value = text === "" ? undefined : execute(text);
      if (!wasSilent && value !== undefined) say(`=${value}\r\n`);
    } catch (error) {
      const message =
        error instanceof Error || hasMessage(error) ? `${nameOf(error)}: ${error.message}` : String(error);
      say(`Uncaught ${message}\r\n at line 1 col 1\r\n${text.slice(0, 40)}\r\n^\r\n`);
    }
    say(">");
  }

  return {
    hear(byte) {
      // A line feed that follows a carriage return ends the same line.
      const isSecond = byte === 0x0a && wasReturn;
      wasReturn = byte === 0x0d;
      if (isSecond) return;
      if (byte === 0x0a || byte === 0x0d) end();
      else if (byte === CTRL_C) {
        line = "";
        isSilent = false;
      } else if (byte === DLE) isSilent = line === "";
      else if (byte >= 0x20 || byte === 0x09) {
        line = (line + String.fromCharCode(byte)).slice(-LINE_MAX);
        if (!isSilent) say(String.fromCharCode(byte));
      }
    },
  };
}

/** Errors of the sandbox are of another realm. */
function hasMessage(error: unknown): error is { readonly message: string } {
  return typeof error === "object" && error !== null && "message" in error;
}

function nameOf(error: object): string {
  return "name" in error && typeof error.name === "string" ? error.name : "Error";
}
