/** How an operation of the centre is declared: once, for types, validation and the OpenAPI document. */
import type { z } from "zod";

export type OperationDeclaration = {
  /** What it does, in a sentence. */
  readonly summary: string;
  readonly request: z.ZodType;
  readonly response: z.ZodType;
  /**
   * Asked again under the same reference with the same content it answers the same and does nothing; with other content
   * it is refused (`reference-in-use`). A refusal binds no reference.
   */
  readonly repeatable: boolean;
  /** Codes of refusals besides those that every operation may answer. */
  readonly refusals: readonly string[];
};

/** Keeps the literal types of a group of operations. */
export function operations<const D extends { readonly [name: string]: OperationDeclaration }>(group: D): D {
  return group;
}

export type RequestOf<D extends OperationDeclaration> = z.input<D["request"]>;
/** The request after it was checked. */
export type CheckedOf<D extends OperationDeclaration> = z.output<D["request"]>;
export type ResponseOf<D extends OperationDeclaration> = z.output<D["response"]>;

const MESSAGE_LENGTH_MAX = 300;

/**
 * What is wrong with a message, naming the members and what was expected. What stood there instead is not told: it may
 * be a password.
 */
export function faultsOf(error: z.ZodError): string {
  const faults = error.issues.slice(0, 5).map(({ path, message }) => {
    const place = path.length === 0 ? "the request" : path.map(String).join(".");
    return `${place}: ${message}`;
  });
  return faults.join("; ").slice(0, MESSAGE_LENGTH_MAX);
}

/** What has to carry out a group of operations. */
export type Handlers<G extends { readonly [name: string]: OperationDeclaration }> = {
  readonly [N in keyof G]: (request: CheckedOf<G[N]>) => ResponseOf<G[N]>;
};
