/** The command line of the driver: `duka`. Data on stdout, messages on stderr, exit codes of `exit-codes.ts`. */
import {
  Command,
  EXIT_UNDECIDED,
  type Failure,
  type Program,
  plainOutput,
  runInProcess,
  runProgram,
  type Terminal,
} from "@duka/protocol/command-line";
import { programVersion } from "./version.js";

const COMMANDS: Program<Terminal>["commands"] = {
  debit: async () => (await import("./commands/debit-command.js")).debitCommand,
  bill: async () => (await import("./commands/debit-command.js")).billCommand,
  balance: async () => (await import("./commands/balance-command.js")).balanceCommand,
  card: async () => (await import("./commands/card-command.js")).cardCommand,
  reimburse: async () => (await import("./commands/debit-command.js")).reimburseCommand,
  holder: async () => (await import("./commands/window/holder-command.js")).holderCommand,
  log: async () => (await import("./commands/log-command.js")).logCommand,
  credit: async () => (await import("./commands/credit-command.js")).creditCommand,
  reverse: async () => (await import("./commands/credit-command.js")).reverseCommand,
  resettle: async () => (await import("./commands/credit-command.js")).resettleCommand,
  password: async () => (await import("./commands/password-command.js")).passwordCommand,
  settle: async () => (await import("./commands/settle-command.js")).settleCommand,
  close: async () => (await import("./commands/close-command.js")).closeCommand,
  waiting: async () => (await import("./commands/settle-command.js")).waitingCommand,
  reconcile: async () => (await import("./commands/settle-command.js")).reconcileCommand,
  blacklist: async () => (await import("./commands/blacklist-command.js")).blacklistCommand,
  readers: async () => (await import("./commands/readers-command.js")).readersCommand,
  persona: async () => (await import("./commands/persona-command.js")).personaCommand,
  update: async () => (await import("./commands/update-command.js")).updateCommand,
  receipt: async () => (await import("./commands/receipt-command.js")).receiptCommand,
  journal: async () => (await import("./commands/journal-command.js")).journalCommand,
  explain: async () => (await import("./commands/explain-command.js")).explainCommand,
  trace: async () => (await import("./commands/trace-command.js")).traceCommand,
  serve: async () => (await import("./commands/serve-command.js")).serveCommand,
  "native-messaging": async () => (await import("./commands/native-command.js")).nativeCommand,
  service: async () => (await import("./commands/serve-command.js")).serviceCommand,
  pair: async () => (await import("./commands/pair-command.js")).pairCommand,
  demo: async () => (await import("./commands/demo-command.js")).demoCommand,
};

/** The card may have paid: not done, nor refused. */
const TOOL = { name: "duka", exitUntold: EXIT_UNDECIDED, remedy: "make room, then ask again" };

/** Runs the command line of this process. */
export function runMain(): void {
  runInProcess(TOOL, runDuka);
}

/** Runs one command line. @param words after the program's name @returns the exit code; never throws */
export async function runDuka(words: readonly string[], around: Terminal): Promise<number> {
  const terminal = plainOutput(around, words);
  const explain = async (error: unknown): Promise<Failure> =>
    (await import("./run/exit-code.js")).failureOf(error, languageOf(words));
  let stopLog = () => {};
  try {
    const start = async (): Promise<void> => {
      stopLog = await startLog(terminal);
    };
    return await runProgram({ root: root(), commands: COMMANDS, start, explain }, words, terminal);
  } finally {
    stopLog();
  }
}

function root(): Command {
  return (
    new Command("duka")
      .description("Reads smart cards at a point of sale: debits exactly once, prints receipts")
      .version(programVersion())
      // A subcommand may have an option of the same name as the command that it belongs to.
      .enablePositionalOptions()
      .addHelpText(
        "after",
        "\nExamples:\n  duka demo\n  duka debit --reader sim: --amount 12.50 --ref S-1\n  duka explain 6985",
      )
  );
}

/** DUKA_LOG names the least level. @returns how to end it @throws RangeError for a level that does not exist */
async function startLog(terminal: Terminal): Promise<() => void> {
  const level = terminal.env.DUKA_LOG ?? "";
  if (level === "") return () => {};
  const { logTo } = await import("./run/log-to.js");
  return logTo(terminal, level);
}

/** Of the words, since what failed may have been before they were understood. */
function languageOf(words: readonly string[]): "both" | "zh" | "en" {
  const named = words.flatMap((word, at) =>
    words[at - 1] === "--lang" ? [word] : word.startsWith("--lang=") ? [word.slice(7)] : [],
  )[0];
  return named === "zh" || named === "en" ? named : "both";
}
