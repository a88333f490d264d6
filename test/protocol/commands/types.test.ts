/**
 * What the compiler refuses. A line marked with `@ts-expect-error` that did compile would fail the build of the tests.
 */

import type { readBinary } from "@duka/protocol/commands/iso7816";
import { debitForPurchase, getBalance, initializeForPurchase } from "@duka/protocol/commands/pboc-purse";
import {
  type CommandResult,
  packCommand,
  packResponse,
  type Request,
  type Response,
  readResponse,
  unpackCommand,
  unpackResponse,
} from "@duka/protocol/layout/command";
import test from "ava";
import { bytes } from "../../support/values/hex.js";

/** True when both types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const proven = <_T extends true>(): void => {};

proven<
  Same<
    Request<typeof initializeForPurchase>,
    { p2: number; keyIndex: number; amountFen: number; terminalId: string }
  >
>();
proven<Same<Response<typeof debitForPurchase>, { tac: Uint8Array; mac2: Uint8Array }>>();
proven<Same<Request<typeof readBinary>, { p1: number; p2: number; le: number }>>();
proven<Same<Request<typeof getBalance>, { p2: number }>>();

/** Compiled, never run. */
const refusedByTheCompiler = (): void => {
  // @ts-expect-error keyIndex is missing
  packCommand(initializeForPurchase, { p2: 2, amountFen: 1, terminalId: "001122334455" });
  // @ts-expect-error P1 is fixed
  packCommand(getBalance, { p1: 0, p2: 2 });
  // @ts-expect-error an amount is a number
  packCommand(initializeForPurchase, { p2: 2, keyIndex: 1, amountFen: "1", terminalId: "001122334455" });
  // @ts-expect-error no such field
  packCommand(getBalance, { p2: 2, amountFen: 1 });
  // @ts-expect-error the answer has two fields
  packResponse(debitForPurchase, { tac: bytes("00000000") });
  // @ts-expect-error no such field in the answer
  unpackResponse(getBalance, bytes("00000000")).amountFen;
  const result: CommandResult<typeof getBalance> = readResponse(getBalance, bytes("9000"));
  // @ts-expect-error a refusal has no response
  result.response;
};

test("types of request and response are inferred, both ways", (t) => {
  const request = unpackCommand(getBalance, bytes("80 5C 00 02 04"));
  const kind: number = request.p2;
  const result = readResponse(getBalance, bytes("000004E2 9000"));
  const balanceFen: number = result.ok ? result.response.balanceFen : -1;
  t.is(typeof refusedByTheCompiler, "function");
  t.is(kind, 2);
  t.is(balanceFen, 1250);
});
