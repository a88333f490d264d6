/** The same moves; a record of the world is told when each is asked for, and how that ended. */
import type { WorldRecord } from "../record/record-world.js";
import type { Move } from "./move.js";
import type { Moves } from "./scenario.js";

export function toldMoves(moves: Moves, record: WorldRecord): Moves {
  const told = (move: Move): Move => toldMove(move, record);
  const { before, swept, next, meanwhile } = moves;
  return {
    ...moves,
    before: before.map(told),
    swept: told(swept),
    next: told(next),
    ...(meanwhile === undefined ? {} : { meanwhile: told(meanwhile) }),
  };
}

export function toldMove(move: Move, record: WorldRecord): Move {
  return {
    ...move,
    async ask() {
      record.step("ask", move.ref, "");
      const ended = await move.ask();
      record.became(ended.text, []);
      return ended;
    },
  };
}
