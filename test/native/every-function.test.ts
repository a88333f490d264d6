/** Each of the 27 functions, through the library as programs call it, with real answers of card and key server. */
import { SSCARD_FUNCTIONS } from "@duka/driver/sscard/function-table";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { keyServer } from "../support/card/key-server.js";
import type { RunningBridge } from "../support/programs/bridge.js";
import { CALLERS, type Caller, callerOf } from "./harness/callers.js";
import { configured } from "./harness/configured.js";

const CARD = findProfile("hangzhou");
const SERVER = keyServer(CARD);
const DONE = { code: 0, text: "" };
const PAY = ["20.00|12.34|20261121140559|", "1.00|0.50|20261121140600|"] as const;

/** The operator's page types these, one for each question, until the bridge ends. */
async function typing(bridge: RunningBridge, digits: readonly string[]): Promise<void> {
  let revision = 0;
  for (const typed of digits) {
    for (;;) {
      const { body } = await bridge.ask(`/operator/state?after=${revision}`, { token: bridge.operator });
      revision = Number(body.revision);
      const question = body.question as { number: number } | null;
      if (question === null) continue;
      await bridge.ask(`/operator/password/${question.number}`, { token: bridge.operator, body: typed });
      break;
    }
  }
}

/** Calls of a caller, noting which functions were called. */
function noting(caller: Caller, called: Set<string>): Caller["call"] {
  return (name, ...args) => {
    called.add(name);
    return caller.call(name, ...args);
  };
}

for (const kind of CALLERS) {
  test(`${kind}: all 27 functions answer as the standard has it, each within its buffer`, async (t) => {
    const { bridge, config } = await configured(t, kind);
    const caller = callerOf(t, kind, config);
    const called = new Set<string>();
    const call = noting(caller, called);

    const bas = await call("iReadCardBas", 1);
    t.is(bas.code, 0, String(bas.text));
    t.regex(String(bas.text), /^330100\|330102199001011234\|A12345674\|[0-9A-F]{32}\|张三\|/);
    const [, , number, id] = bas.text!.split("|");
    const card = `${id}|${number}|`;
    const fields = async (...asked: Parameters<typeof call>): Promise<string[]> => {
      const { code, text } = await call(...asked);
      t.is(code, 0, `${asked[0]} ${text}`);
      return text!.split("|");
    };

    const basStep = await fields("iReadCardBas_HSM_Step1", 1);
    const irk = SERVER.authenticate("IRK", basStep[4]!, basStep[5]!);
    t.deepEqual(await call("iReadCardBas_HSM_Step2", `${irk}||`), bas);

    t.deepEqual(await call("iReadCard", 1, 1, card, "SSSEEF06|08|09|$"), {
      code: 0,
      text: "SSSEEF06|330102199001011234|张三|$",
    });
    const [, , process, source] = await fields("iReadCard_HSM_Step1", 1, card, "DF04EF06|90|$");
    const read = await call("iReadCard_HSM_Step2", `${SERVER.authenticate("RK1DF04", process!, source!)}|`);
    t.deepEqual(read, { code: 0, text: "DF04EF06|0|$" });

    // A name in two and four bytes each.
    t.deepEqual(await call("iWriteCard", 1, card, "SSSEEF06|09|$", "SSSEEF06|李㑳|$"), DONE);
    t.is((await call("iReadCard", 1, 1, card, "SSSEEF06|09|$")).text, "SSSEEF06|李㑳|$");
    const writeStep = await fields("iWriteCard_HSM_Step1", 1, card, "SSSEEF06|0D|$");
    const uk = SERVER.authenticate("UKSSSE", writeStep[2]!, writeStep[3]!);
    t.deepEqual(await call("iWriteCard_HSM_Step2", `${uk}|`, "SSSEEF06|20000229|$"), DONE);

    t.deepEqual(await call("iVerifyPIN", 1), DONE);
    const typed = typing(bridge, ["123456", "654321", "654321", "987654", "987654", "123456", "123456"]);
    t.deepEqual(await call("iChangePIN", 1), DONE);
    t.deepEqual(await call("iReloadPIN", 1, card), DONE);
    const reload = await fields("iReloadPIN_HSM_Step1", 1, card);
    const puk = SERVER.authenticate("PUK", reload[2]!, reload[3]!);
    const [, , challenge, header, password] = await fields("iReloadPIN_HSM_Step2", `${puk}|`);
    t.is(password, "123456");
    const apdu = SERVER.passwordCommand(challenge!, header!, password!);
    t.deepEqual(await call("iReloadPIN_HSM_Step3", `${apdu}|`), DONE);
    await typed;

    for (const name of ["iUnblockPIN", "iUnlockPIN"] as const) {
      t.deepEqual(await call(name, 1, card), DONE);
      const step1 = await fields(`${name}_HSM_Step1`, 1, card);
      const key = SERVER.authenticate("PUK", step1[2]!, step1[3]!);
      const step2 = await fields(`${name}_HSM_Step2`, `${key}|`);
      const unblock = SERVER.passwordCommand(step2[2]!, step2[3]!, "");
      t.deepEqual(await call(`${name}_HSM_Step3`, `${unblock}|`), DONE);
    }

    const debit = await call("iDoDebit", 1, card, PAY[0]);
    t.regex(
      String(debit.text),
      /^01\|00B5\|000002FE00000000\|32\|330100000021\|00000001\|20261121140559\|[0-9A-F]{8}\|$/,
    );
    const debitStep = (await call("iDoDebit_HSM_Step1", 1, card, PAY[1])).text!;
    const codes = SERVER.purchase(debitStep, "0000002A", 50);
    const paid = await call("iDoDebit_HSM_Step2", `0000002A|20261121140600|${codes.mac1}|`);
    t.is(paid.code, 0, String(paid.text));
    t.true(paid.text!.startsWith(`${codes.mac2}|`));
    const records = await call("iReadDebitRecord", 1);
    t.is(
      records.text,
      "0002^330100000021^20261121140600^0.50^0.00^|0001^330100000021^20261121140559^7.66^0.00^|",
    );

    t.deepEqual([...called].sort(), Object.keys(SSCARD_FUNCTIONS).sort());
    t.is(await caller.end(), 0);
  });
}
