/**
 * `duka debit`: one sale. `duka bill`: one of the medical insurance, pre-settled, paid and settled in one go. `duka
 * reimburse`: one that was paid in cash.
 */
import { Command, type Terminal } from "@duka/protocol/command-line";
import type { BillOptions } from "../run/run-bill.js";
import type { DebitOptions } from "../run/run-debit.js";
import type { ReimburseOptions } from "../run/window/run-reimburse.js";
import { accountOption, withTillOptions } from "./options.js";
import { withVouchingOptions, withWindowOptions } from "./window/window-options.js";

export function debitCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return withTillOptions(new Command("debit"))
    .description("take money from the card, once for each --ref")
    .requiredOption("--amount <yuan>", "such as 12.50; at most 42949672.95")
    .requiredOption(
      "--ref <text>",
      "your own sale number, 1 to 64 printable ASCII characters: the same one never debits twice",
    )
    .addOption(accountOption())
    .option(
      "--self-pay <yuan>",
      "of a medical sale: what the holder pays besides; --amount is the account's part",
    )
    .option("--pool <yuan>", "of a medical sale: what the pooled fund pays")
    .option("--columns <count>", "of the receipt printer: 40 or 32", "40")
    .option(
      "--defer-on-failure",
      "when reader or PSAM fail, record the sale as paid in cash, to be settled later",
    )
    .addHelpText(
      "after",
      "\nExamples:\n  duka debit --reader sim: --amount 12.50 --ref S-1\n  duka debit --reader sim:hangzhou?state=card.json --amount 8 --ref S-2 --json" +
        "\n  duka debit --reader sim: --kind medical --amount 12.50 --self-pay 3 --pool 20 --ref S-4" +
        "\n  duka debit --reader serial:/dev/ttyACM0 --pin-pad --lang zh --amount 12.50 --ref S-3" +
        "\n\nExit codes: 0 committed, 1 refused or deferred, 2 usage, 3 no reader, 4 no card, 5 undecided: ask again with the same --ref, 6 committed, but settled otherwise by the centre",
    )
    .action(async (options: DebitOptions) => {
      const { runDebit } = await import("../run/run-debit.js");
      exit(await runDebit(terminal, options));
    });
}

export function billCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return withTillOptions(new Command("bill"))
    .description(
      "settle a bill of a visit: the centre says who pays what, the card pays its part, the centre settles",
    )
    .requiredOption(
      "--visit <kind>",
      "what it is for: registration (挂号), treatment (门诊), admission (入院), discharge (出院), pharmacy (药店购药)",
    )
    .requiredOption("--total <yuan>", "the whole bill, such as 35.50")
    .option("--self-cost <yuan>", "of it, what is out of the insurance's scope (自费)")
    .requiredOption(
      "--ref <text>",
      "your own number of the bill, 1 to 64 printable ASCII characters: the same one never debits twice",
    )
    .option(
      "--expect <yuan,yuan,yuan>",
      "account, pooled fund and cash as you have reckoned; where the centre says otherwise the card is not asked",
    )
    .option("--columns <count>", "of the receipt printer: 40 or 32", "40")
    .addHelpText(
      "after",
      "\nExamples:\n  duka bill --centre http://127.0.0.1:4080 --institution H1 --visit treatment --total 35.50 --self-cost 3 --ref V-1" +
        "\n  duka bill --visit pharmacy --total 12.50 --expect 12.50,0,0 --ref V-2 --json" +
        "\n\nExit codes: 0 settled, 1 refused, 2 usage, 3 no reader or centre, 4 no card, 5 undecided: ask again with the same --ref," +
        "\n  6 paid, but the centre has settled it otherwise, or refuses to: see duka waiting",
    )
    .action(async (options: BillOptions) => {
      const { runBill } = await import("../run/run-bill.js");
      exit(await runBill(terminal, options));
    });
}

export function reimburseCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return withTillOptions(withVouchingOptions(withWindowOptions(new Command("reimburse"))))
    .description(
      "at the agency: the fund's part of a bill that was paid in cash elsewhere goes to the holder, once (零星报销)",
    )
    .requiredOption("--at <id>", "the institution where it was paid")
    .requiredOption("--of <ref>", "the number of the bill there")
    .requiredOption(
      "--visit <kind>",
      "what it was for: registration (挂号), treatment (门诊), admission (入院), discharge (出院), pharmacy (药店购药)",
    )
    .requiredOption("--total <yuan>", "the whole bill, such as 1200")
    .option("--self-cost <yuan>", "of it, what is out of the insurance's scope (自费)")
    .addHelpText(
      "after",
      "\nExample:\n  duka reimburse --window W-1 --operator '0042 Wang' --document 330102199001011234 --ref A-1 --at H330100002 --of 20261103-7 --visit discharge --total 1200 --self-cost 100",
    )
    .action(async (options: ReimburseOptions) => {
      const { runReimburse } = await import("../run/window/run-reimburse.js");
      exit(await runReimburse(terminal, options));
    });
}
