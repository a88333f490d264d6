/** What a session asks of its till: each move has a ref and an amount that no other move has. */
import type { World } from "../open-world.js";
import { ended, type Move } from "../sweep/move.js";
import { type MoveKind, reversedBy, type Session } from "./session.js";

const SALE_STEP_FEN = 1_01;
const LOAD_FEN = 7_02;
const LOAD_STEP_FEN = 2;
const LAST_FEN = 99;

type SessionMoves = {
  readonly asked: readonly Move[];
  /** A sale in quiet, by which the shop shows that it goes on. */
  readonly last: Move;
};

export function movesOfSession(world: World, { combination, moves }: Session): SessionMoves {
  const { account: kind } = combination;
  const kinds = moves.map((move) => move.kind);
  const sale = (ref: string, amountFen: number): Move => ({
    ref,
    changeFen: -amountFen,
    ask: () => ended(ref, world.till.debit({ ref, amountFen, kind })),
  });
  return { asked: kinds.map(moveAt), last: sale("S-last", LAST_FEN) };

  function moveAt(what: MoveKind, index: number): Move {
    const place = index + 1;
    if (what === "sale") return sale(saleRef(index), place * SALE_STEP_FEN);
    if (what === "load") {
      const request = { ref: `L-${place}`, amountFen: LOAD_FEN + place * LOAD_STEP_FEN, kind };
      return {
        ref: request.ref,
        changeFen: request.amountFen,
        ask: () => ended(request.ref, world.till.credit(request)),
      };
    }
    const of = reversedBy(kinds, index) ?? 0;
    const request = { ref: `R-${place}`, of: saleRef(of) };
    return {
      ref: request.ref,
      changeFen: (of + 1) * SALE_STEP_FEN,
      ask: () => ended(request.ref, world.till.reverse(request)),
    };
  }
}

function saleRef(index: number): string {
  return `S-${index + 1}`;
}
