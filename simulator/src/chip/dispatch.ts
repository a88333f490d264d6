/**
 * From the bytes of a command to the function that answers it, by the command's own declaration (ISO/IEC 7816-4, 5.4).
 * What is wrong with the bytes themselves is refused here: CLA, INS, P1 P2, lengths.
 */

import type { AnyCommand, Command, Layout, Request, Response } from "@duka/protocol/layout";
import { matches, packResponse, unpackCommand } from "@duka/protocol/layout";
import { CLA, INS, shortApduCase } from "@duka/protocol/wire/apdu";
import {
  SW_CLA_NOT_SUPPORTED,
  SW_INCORRECT_P1_P2,
  SW_INS_NOT_SUPPORTED,
  SW_OK,
  SW_WRONG_DATA,
  SW_WRONG_LENGTH,
} from "@duka/protocol/wire/status-word";

/** A command that this chip knows. `run` answers data and SW1 SW2 to any bytes that `matches` accepts. */
export type CommandBinding = {
  readonly command: AnyCommand;
  readonly takesData: boolean;
  run(apdu: Uint8Array): Uint8Array;
};

/** An answer with its data, and yet a status word that warns (62xx). */
export class Warned<R> {
  readonly sw: number;
  readonly response: R;

  constructor(sw: number, response: R) {
    this.sw = sw;
    this.response = response;
  }
}

/**
 * The fields of the answer, with a warning or without, or a status word that refuses (or, 9000, is all there is to
 * say).
 * @param apdu the bytes as they came, for what stands under a MAC
 */
type Handler<C> = (request: Request<C>, apdu: Uint8Array) => Response<C> | Warned<Response<C>> | number;

/** SW1 SW2 after `data`. */
export function respond(sw: number, data?: Uint8Array): Uint8Array {
  const length = data?.length ?? 0;
  const response = new Uint8Array(length + 2);
  if (data !== undefined) response.set(data);
  response[length] = sw >> 8;
  response[length + 1] = sw;
  return response;
}

/** 6Cxx: nothing was done; `available` bytes, 1..256, could be asked for. */
export function wrongLe(available: number): number {
  return 0x6c00 | (available & 0xff);
}

/** Lets `handler` answer `command`. */
export function on<Q extends Layout, S extends Layout>(
  command: Command<Q, S>,
  handler: Handler<Command<Q, S>>,
): CommandBinding {
  const { size, varies } = command.requestLayout;
  return {
    command: command as unknown as AnyCommand,
    takesData: size > 0 || varies,
    run(apdu) {
      const refusal = refuseLe(command.le, apdu);
      if (refusal !== 0) return respond(refusal);
      let request: Request<Command<Q, S>>;
      try {
        request = unpackCommand(command, apdu) as Request<Command<Q, S>>;
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        return respond(hasRightLength(command.requestLayout, apdu) ? SW_WRONG_DATA : SW_WRONG_LENGTH);
      }
      const answer = handler(request, apdu);
      if (typeof answer === "number") return respond(answer);
      if (answer instanceof Warned)
        return respond(answer.sw, packResponse(command, answer.response as never));
      return respond(SW_OK, packResponse(command, answer as never));
    },
  };
}

/**
 * Le of a command without data must be what there is to say, or 00 (ISO/IEC 7816-3, 12.2.4); after data, T=0 does not
 * even bring it to the card. @returns 0 when nothing is wrong
 */
function refuseLe(declaredLe: number, apdu: Uint8Array): number {
  if (declaredLe <= 0 || declaredLe === 256 || shortApduCase(apdu, apdu.length) !== 2) return 0;
  const le = apdu[4]!;
  return le === 0 || le === declaredLe ? 0 : wrongLe(declaredLe);
}

/** Tells a field that does not fit from data that is too short or too long. */
function hasRightLength(layout: { size: number; varies: boolean }, apdu: Uint8Array): boolean {
  const apduCase = shortApduCase(apdu, apdu.length);
  if (apduCase < 3) return false;
  return layout.varies ? apdu[4]! >= layout.size : apdu[4] === layout.size;
}

/** Finds the command for some bytes among those a chip knows. */
export function dispatch(bindings: readonly CommandBinding[]): {
  /** A status word when there is none. */
  binding(apdu: Uint8Array): CommandBinding | number;
  takesData(header: Uint8Array): boolean;
} {
  const byHeader = new Map<number, CommandBinding[]>();
  const classes = new Set<number>();
  for (const binding of bindings) {
    const { cla, ins } = binding.command;
    const same = byHeader.get((cla << 8) | ins) ?? [];
    byHeader.set((cla << 8) | ins, [...same, binding]);
    classes.add(cla);
  }
  const candidates = (apdu: Uint8Array): readonly CommandBinding[] | undefined =>
    byHeader.get((apdu[CLA]! << 8) | apdu[INS]!);

  return {
    binding(apdu) {
      if (apdu.length < 4) return SW_WRONG_LENGTH;
      if (!classes.has(apdu[CLA]!)) return SW_CLA_NOT_SUPPORTED;
      const known = candidates(apdu);
      if (known === undefined) return SW_INS_NOT_SUPPORTED;
      return known.find(({ command }) => matches(command, apdu)) ?? SW_INCORRECT_P1_P2;
    },
    takesData(header) {
      const known = header.length < 2 ? [] : (candidates(header) ?? []);
      // P1 and P2 tell two commands of one INS apart, such as B0 56; wrong ones are refused after the data.
      const meant = known.filter(({ command }) => matches(command, header));
      return (meant.length === 0 ? known : meant).some(({ takesData }) => takesData);
    },
  };
}
