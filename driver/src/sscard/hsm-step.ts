/**
 * How the functions are put together: each is a piece of work, and may leave a next step that alone goes on with the
 * same device.
 */

import { socialSecurityKey } from "@duka/protocol/commands";
import { hexText } from "@duka/protocol/layout";
import { type Challenge, compareProof } from "../card/authentication.js";
import type { CardAlgorithm } from "../card/card-directories.js";
import { CODE, SSCardFailure } from "./result.js";
import type { ToldSale } from "./told-sales.js";

/** The output, or the output and who may go on. */
export type StepOutput = {
  readonly out: string;
  readonly next?: NextStep;
  /** Sales whose outcome it tells. */
  readonly told?: readonly ToldSale[];
};

export type NextStep = {
  /** "iReadCardBas_HSM_Step2" */
  readonly name: string;
  /** Gets the arguments of that function. @throws SSCardFailure */
  work(...args: readonly unknown[]): Promise<StepOutput>;
  /** Lets go of what waits for this step; after it, it does nothing. */
  giveUp?(): Promise<void>;
};

/** Fields, each followed by "|". @throws SSCardFailure -23 when one of them has a separator in it */
export function fields(...values: readonly string[]): string {
  return values.map((value) => `${checkedField(value)}|`).join("");
}

/** A card may hold anything; what would change the meaning of the output is not passed on. */
export function checkedField(value: string): string {
  if (/[|$^\p{Cc}\uFFFD]/u.test(value))
    throw new SSCardFailure(CODE.illegalData, "卡内数据含分隔符或控制字符");
  return value;
}

/** As tag 86 of the FCI has it. */
export function algorithmCode(algorithm: CardAlgorithm): string {
  return { "3DES": "01", SSF33: "02", SM4: "03" }[algorithm];
}

/** Logical address of a key in the key server, its first group. @throws SSCardFailure -13 where the annex names none */
export function keyAddress(keyName: string): string {
  const address = socialSecurityKey(keyName).serverAddresses[0];
  if (address === undefined) throw new SSCardFailure(CODE.unsupported, `加密机无 ${keyName} 的地址`);
  return addressText(address);
}

export function addressText(address: number): string {
  return address.toString(16).toUpperCase().padStart(4, "0");
}

export function challengeFields({ process, source }: Challenge): [string, string] {
  return [hexText(process), hexText(source)];
}

/**
 * Result and source, 8 bytes each, as the key server gives them.
 * @throws SSCardFailure -22 when it is the answer to another challenge
 */
export function resultFor({ source }: Challenge, resultAndSource: Uint8Array): Uint8Array {
  if (compareProof(resultAndSource.subarray(8), source) !== undefined) throw new SSCardFailure(CODE.mismatch);
  return resultAndSource.slice(0, 8);
}
