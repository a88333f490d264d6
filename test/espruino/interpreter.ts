/**
 * The real interpreter, built for Linux, with a text in its flash: as on a board, the code stays there and is run at
 * power-up.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../interop/harness/until.js";
import { type Program, startProgram } from "./children.js";

const FLASH_MS = 20_000;

/**
 * An interpreter that has power as long as it is wanted: a restart of its own ends the program, which is started again.
 */
type Interpreter = {
  /** How often it was started. */
  starts(): number;
  stop(): Promise<void>;
};

const STARTS_MAX = 20;

/** @throws Error when the interpreter cannot be run, or does not store the text */
export async function startInterpreter(path: string, folder: string, code: string): Promise<Interpreter> {
  await writeFlash(path, folder, code);
  let isOn = true;
  let starts = 0;
  let program = start();
  // Its standard input stays open and silent: at its end the interpreter would read junk.
  function start(): Program {
    starts++;
    const started = startProgram(path, [], folder);
    started.child.on("close", () => {
      if (isOn && starts < STARTS_MAX) program = start();
    });
    return started;
  }
  return {
    starts: () => starts,
    async stop() {
      isOn = false;
      await program.stop();
    },
  };
}

/** Has the interpreter itself write its flash image into the folder. */
export async function writeFlash(path: string, folder: string, code: string): Promise<void> {
  const file = join(folder, "code.js");
  writeFileSync(file, code, "latin1");
  const script = `
    var text = require("fs").readFileSync(${JSON.stringify(file)});
    print(require("Storage").write(".bootcde", text) ? "STORED" : "REFUSED");`;
  const writer = startProgram(path, ["-e", script], folder);
  let said = "";
  writer.child.stdout?.on("data", (chunk: Uint8Array) => {
    said += Buffer.from(chunk).toString("latin1");
  });
  try {
    await until(
      "the interpreter to store the firmware",
      FLASH_MS,
      () => (writer.isRunning() ? undefined : true),
      () => `${said}${writer.words()}`,
    );
  } finally {
    await writer.stop();
  }
  if (!said.includes("STORED"))
    throw new Error(`${path} did not store the firmware: ${said}${writer.words()}`);
}
