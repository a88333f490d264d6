/** All operations of the insurance centre, and how they are called: in the same process, or over HTTP. */

import { inquiryOperations } from "./inquiry.js";
import { keyOperations } from "./key-server.js";
import { lifecycleOperations } from "./lifecycle.js";
import type { OperationDeclaration, RequestOf, ResponseOf } from "./operation.js";
import { purseKeyOperations } from "./purse-keys.js";
import { settlementOperations } from "./settlement.js";
import { unloadOperations } from "./unload.js";

/** By group: the group is the first part of an operation's path. */
export const centreGroups = {
  keys: { ...keyOperations, ...purseKeyOperations },
  life: lifecycleOperations,
  register: inquiryOperations,
  settlement: { ...settlementOperations, ...unloadOperations },
} as const;

export const centreOperations = {
  ...keyOperations,
  ...purseKeyOperations,
  ...lifecycleOperations,
  ...inquiryOperations,
  ...settlementOperations,
  ...unloadOperations,
} as const;

type Operations = typeof centreOperations;

export type OperationName = keyof Operations;
export type CentreRequest<N extends OperationName> = RequestOf<Operations[N]>;
export type CentreResponse<N extends OperationName> = ResponseOf<Operations[N]>;

/**
 * Asks the centre.
 * @param deadlineMs counted from the call
 * @throws CentreError when the centre refuses, or does not answer in time
 */
export type CallCentre = <N extends OperationName>(
  operation: N,
  request: CentreRequest<N>,
  deadlineMs?: number,
) => Promise<CentreResponse<N>>;

/** "/settlement/settle". */
export function pathOf(operation: OperationName): string {
  for (const [group, members] of Object.entries(centreGroups)) {
    if (Object.hasOwn(members, operation)) return `/${group}/${operation}`;
  }
  throw new RangeError(`there is no operation ${operation}`);
}

export function isOperation(name: string): name is OperationName {
  return Object.hasOwn(centreOperations, name);
}

/** Its declaration, where the name is not known while compiling. */
export function declarationOf(operation: OperationName): OperationDeclaration {
  return centreOperations[operation];
}
