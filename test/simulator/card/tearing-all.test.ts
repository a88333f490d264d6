/**
 * Power cut at every step of every write of every command that writes. The states that a card may be in afterwards are
 * those between its transactions when nothing is cut: it is in one of them, never between, never back.
 */
import type { Chip } from "@duka/simulator/chip/chip";
import test from "ava";
import { send } from "./chips.js";
import { cutAt, KINDS_OF_REMAINS, mend } from "./memory.js";
import { COMMANDS, type Torn } from "./torn-commands.js";

const STEP_LIMIT = 400;
/** The counter of power sessions comes first in every chip; it changes with every reset. */
const SESSIONS = 4;

/** As a text that is quickly made and compared. */
const state = (chip: Chip): string =>
  Buffer.from(chip.memory.content().subarray(SESSIONS)).toString("latin1");

function seen(chip: Chip, view: readonly string[]): string {
  return view.map((command) => send(chip, command)).join(" ");
}

/**
 * The states between the transactions of an uncut run, from before it to after it, and what each looks like from
 * outside.
 */
function uncut({ make, prepare, view }: Torn) {
  const chip = make();
  const command = prepare(chip);
  const states = [state(chip)];
  const run = chip.memory.transaction.bind(chip.memory);
  chip.memory.transaction = (work) => {
    const result = run(work);
    if (state(chip) !== states.at(-1)) states.push(state(chip));
    return result;
  };
  const untouched = make();
  prepare(untouched);
  untouched.reset();
  const answer = send(chip, command);
  chip.memory.transaction = run;
  chip.reset();
  return { states, answer, before: seen(untouched, view), after: seen(chip, view) };
}

let all = 0;

for (const torn of COMMANDS) {
  test(`power cut at every step of ${torn.name}: the card is in a state before or after, and says so`, (t) => {
    const { states, answer, before, after } = uncut(torn);
    const views = new Map([
      [0, before],
      [states.length - 1, after],
    ]);
    t.true(states.length > 1, `it writes: ${answer}`);
    t.is(new Set(states).size >= states.length - 1, true);
    let cuts = 0;
    for (const remains of KINDS_OF_REMAINS) {
      let reached = 0;
      for (let step = 0; ; step++) {
        t.true(step < STEP_LIMIT);
        const chip = torn.make();
        const command = torn.prepare(chip);
        cutAt(chip.memory, step, remains);
        const answered = send(chip, command);
        mend(chip.memory);
        if (answered !== "") {
          t.is(answered, answer);
          break;
        }
        cuts++;
        t.true(chip.reset().length > 0);
        const now = states.indexOf(state(chip), reached);
        t.true(now >= 0, `step ${step} leaves a state between`);
        reached = now;
        // A state between two transactions of the command, such as a spent try, looks the same however it came about.
        const view = seen(chip, torn.view);
        t.is(view, views.get(now) ?? view);
        views.set(now, view);
      }
      t.is(reached, states.length - 1, "the last step of all comes after the commit");
    }
    all += cuts;
  });
}

test.after((t) => t.log(`${all} cuts of ${COMMANDS.length} commands`));
