/** The control API of a simulated reader in another process, as the hands of a scenario. */
import { readData } from "@duka/protocol/data/read-data";
import { OPERATIONS, type OperationName, type Params, type Result } from "../control/operations.js";
import type { Fault } from "../world/faults/fault.js";
import { OWN_CARD } from "../world/script/scenario-shape.js";
import type { ReaderHands } from "./reader-hands.js";

const ANSWER_LIMIT_MS = 10_000;
const LOG_PIECE = 10_000;
const CITY_OF_PSAM = "psam";

export type ControlClient = {
  /** @throws Error in the words of the service */
  ask<N extends OperationName>(name: N, params: Params<N>): Promise<Result<N>>;
  /** Of the reader's PSAM: cards of other cities do not fit to it. */
  readonly city: string;
};

/**
 * @param url of the service: "http://127.0.0.1:4071"
 * @param token what it asks for, where it asks for one
 * @throws Error when no simulated reader answers there
 */
export async function connectControl(url: string, token?: string): Promise<ControlClient> {
  const ask = async <N extends OperationName>(name: N, params: Params<N>): Promise<Result<N>> => {
    const { verb, result } = OPERATIONS[name];
    const query = Object.entries(params).map(([member, value]): [string, string] => [member, String(value)]);
    const [address, body] =
      verb === "GET"
        ? [`v1/${name}?${new URLSearchParams(query)}`, {}]
        : [`v1/${name}`, { body: JSON.stringify(params) }];
    const answer = await fetch(new URL(address, url), {
      method: verb,
      headers: {
        "content-type": "application/json",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
      ...body,
    }).catch((cause: unknown) => {
      throw failed(url, "no one answers there", cause);
    });
    const told: unknown = await answer.json().catch(() => undefined);
    if (answer.ok) return readData(result, told, name) as Result<N>;
    const { title, detail } = (told ?? {}) as { readonly [member: string]: unknown };
    throw failed(url, `${name}: ${String(detail ?? title ?? answer.status)}`);
  };
  const { cards } = await ask("cards", {});
  return { ask, city: cards.find(({ name }) => name === CITY_OF_PSAM)?.profile ?? cards[0]?.profile ?? "" };
}

function failed(url: string, why: string, cause?: unknown): Error {
  const remedy = "start the reader with --control, and give the address that it prints";
  return Object.assign(new Error(`--control ${url}: ${why}`, { cause }), { remedy });
}

/**
 * @param city of the cards
 * @param cards those of the scenario beside its first one: how-manieth of the city each is
 * @param run another one for each scenario: its cards are told apart by it
 */
export function controlHands(
  { ask }: ControlClient,
  city: string,
  cards: readonly { readonly name: string; readonly number: number }[],
  run: string,
): ReaderHands {
  const all = [{ name: OWN_CARD, number: 1 }, ...cards];
  const there = new Map(all.map(({ name }, index) => [name, `run-${run}-${index}`]));
  const armed = new Map<number, Fault>();
  let logFrom = 0;

  return {
    async begin() {
      await ask("repair", {});
      for (const { name, number } of all)
        await ask("newCard", { name: there.get(name)!, profile: city, number });
      await ask("swap", { card: there.get(OWN_CARD)! });
      logFrom = await endOfLog();
    },
    async insert(card) {
      await ask("swap", { card: there.get(card)! });
    },
    async takeOut(slot) {
      await ask("takeOut", { slot });
    },
    async putIn(slot) {
      await ask("putIn", { slot });
    },
    async cable(is) {
      await ask("cable", { is });
    },
    async repair() {
      await ask("repair", {});
    },
    async strike(faults) {
      if (faults.length === 0) return;
      const { faults: planned } = await ask("arm", { faults: [...faults] });
      for (const [index, { id }] of planned.entries()) armed.set(id, faults[index]!);
    },
    async missed() {
      const { faults } = await ask("faults", {});
      const struck = new Set(faults.filter(({ state }) => state === "struck").map(({ id }) => id));
      return [...armed].filter(([id]) => !struck.has(id)).map(([, fault]) => fault);
    },
    async seen() {
      const [{ cards: balances }, { cards: known }] = [await ask("money", {}), await ask("cards", {})];
      const own = known.find(({ name }) => name === there.get(OWN_CARD));
      return {
        cards: new Map(
          [...there].map(([name, id]) => {
            const { purseFen, depositFen, medicalFen } = balances.find(({ card }) => card === id)!;
            return [name, { purseFen, depositFen, medicalFen }];
          }),
        ),
        changesFen: await changes(),
        triesLeft: own?.triesLeft ?? undefined,
      };
    },
    async end() {
      await ask("repair", {});
      await ask("swap", { card: OWN_CARD });
      for (const card of there.values()) await ask("dropCard", { card });
    },
  };

  async function endOfLog(): Promise<number> {
    const { next } = await ask("log", { after: Number.MAX_SAFE_INTEGER, limit: 1 });
    return next;
  }

  async function changes(): Promise<readonly number[]> {
    const found: number[] = [];
    for (let after = logFrom; ; ) {
      const { events, next } = await ask("log", { after, limit: LOG_PIECE, type: "money" });
      found.push(...events.map((event) => Number((event as { readonly changeFen?: unknown }).changeFen)));
      if (next === after) return found;
      after = next;
    }
  }
}
