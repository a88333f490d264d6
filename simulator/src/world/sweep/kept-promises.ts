/**
 * What a till promises with each sale, beyond the money: what it told is on the disk, a MAC2 that it calls verified was
 * verified by PSAM or key server, and what the card has paid is settled.
 */
import type { World } from "../open-world.js";
import type { LoggedEvent } from "../world-event.js";

const ENDINGS: readonly string[] = ["end", "resolve"];
const DONE = "90 00";

/**
 * @param isSeen every reader's PSAM stands in the log
 * @returns what was not kept, a line for each; of a world where everything is right again, and uploaded
 */
export async function brokenPromises(world: World, isSeen: boolean): Promise<string[]> {
  const { events } = world.log;
  const sales = await world.till.journal.list();
  const verified = sales.filter(({ mac2State }) => mac2State === "verified").length;
  const checked = events.filter(isChecked).length;
  const unsettled = sales.filter(
    ({ state, settlement }) => state === "committed" && settlement.state !== "settled",
  );
  return [
    ...toldTooEarly(events),
    ...(isSeen && verified > checked
      ? [
          `not proved: ${verified} sales have a verified MAC2, and PSAM and key server have checked ${checked}`,
        ]
      : []),
    ...(world.centre === undefined
      ? []
      : unsettled.map(({ ref, settlement }) => `not settled: ${ref} is "${settlement.state}" at the end`)),
  ];
}

function isChecked(event: LoggedEvent): boolean {
  if (event.type === "centre") return event.operation === "purchaseMac2" && event.what === "answered";
  return event.type === "apdu" && event.command === "CREDIT SAM FOR PURCHASE" && event.answer.endsWith(DONE);
}

/** Goods are given for the word "committed": a power cut behind it must not take it back. */
function toldTooEarly(events: readonly LoggedEvent[]): string[] {
  const early: string[] = [];
  let isOnDisk = true;
  for (const event of events) {
    if (event.type === "till") isOnDisk = true;
    if (event.type === "journal" && event.what === "written") {
      if (event.durable) isOnDisk = true;
      else if (ENDINGS.includes(event.step)) isOnDisk = false;
    }
    if (event.type !== "outcome") continue;
    if (event.outcome === "committed" && !isOnDisk)
      early.push(`not on the disk: ${event.ref} was told committed before its ending was synced`);
    isOnDisk = true;
  }
  return early;
}
