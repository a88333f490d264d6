/** A chip whose commands, memory writes and balances are told, and which faults can strike. */
import { declarationOf } from "@duka/protocol/commands";
import {
  type AnyCommand,
  formatHex,
  redactedHex,
  unpackCommand,
  unpackResponse,
} from "@duka/protocol/layout";
import type { Card } from "../card/card.js";
import type { CardChip, Chip } from "../chip/chip.js";
import { PowerCut } from "../memory/nvm.js";
import type { Fault, FaultKind } from "./faults/fault.js";
import { type ChipName, POWER_ON } from "./point.js";
import type { counter, Watch } from "./watch.js";
import type { DecodedFields, WorldEvent } from "./world-event.js";

/** Several waiting times of T=0. */
const SLOW_MS = 3000;
const NO_ANSWER = new Uint8Array(0);
const STATUS_WORD = 2;
const HEADER = 5;
const PURSE = 0x02;
const DEPOSIT = 0x01;

/** What a command is called in the log and in positions. */
export function commandName(apdu: Uint8Array): string {
  const declared = declarationOf(apdu);
  return declared?.name ?? `${formatHex(apdu.subarray(0, 2))}`;
}

export type WatchedChip = {
  readonly chip: CardChip;
  /** For the socket's behaviour: called when the chip has the whole command, before it is carried out. */
  readonly computeMs: (apdu: Uint8Array) => number;
};

/** A chip that only carries bytes has no memory to write. */
type AnyChip = CardChip & { readonly memory?: Chip["memory"] };

/**
 * @param count of the slot's commands: a card that comes after another one goes on where that one was
 * @param balances told of after each command that changed one
 */
export function watchedChip(
  name: ChipName,
  chip: AnyChip,
  watch: Watch,
  count: ReturnType<typeof counter>,
  balances?: () => void,
): WatchedChip {
  let command = POWER_ON;
  let nth = 0;
  let step = 0;
  let isCut = false;
  let faults: readonly Fault[] = [];
  const has = (kind: FaultKind): boolean => faults.some((fault) => fault.kind === kind);

  const onStep = () => {
    step++;
    const here = watch.reach({ of: "memory", chip: name, command, nth, step });
    const torn = here.find(({ kind }) => kind === "memory-torn");
    // A card that was pulled has no power to write with.
    if (torn !== undefined || isCut) throw new PowerCut(torn?.left);
    watch.tell({ type: "memory", chip: name, command, step });
  };
  if (chip.memory !== undefined) chip.memory.onStep = onStep;

  function begin(what: string): void {
    command = what;
    nth = count(what);
    step = 0;
    isCut = false;
  }

  return {
    chip: {
      ...chip,
      reset() {
        begin(POWER_ON);
        watch.tell({ type: "power", chip: name, on: true });
        return chip.reset();
      },
      execute(apdu) {
        if (has("card-mute")) return NO_ANSWER;
        const answer = chip.execute(apdu);
        watch.tell(exchangeEvent(name, command, apdu, answer));
        // In a cell that was torn stands anything, until the next power-on has finished or forgotten the transaction.
        if (answer.length > 0) balances?.();
        return has("answer-withheld") ? NO_ANSWER : answer;
      },
      powerOff() {
        isCut = true;
        watch.tell({ type: "power", chip: name, on: false });
        chip.powerOff();
      },
    },
    computeMs(apdu) {
      begin(commandName(apdu));
      faults = watch.reach({ of: "command", chip: name, command, nth });
      return faults.find(({ kind }) => kind === "card-slow")?.ms ?? (has("card-slow") ? SLOW_MS : 0);
    },
  };
}

/** Tells of each balance of the card that is not what it was. */
export function balanceWatch(card: Card, tell: (event: WorldEvent) => void): () => void {
  const known = balancesOf(card);
  return () => {
    for (const [account, balanceFen] of Object.entries(balancesOf(card)) as [keyof typeof known, number][]) {
      const changeFen = balanceFen - known[account];
      if (changeFen === 0) continue;
      known[account] = balanceFen;
      tell({ type: "money", account, changeFen, balanceFen });
    }
  };
}

/** 0 for an account that the card does not have. */
export function balancesOf({ inside }: Card): { purse: number; deposit: number; medical: number } {
  return {
    purse: inside.purse.account(PURSE)?.balanceFen.get() ?? 0,
    deposit: inside.purse.account(DEPOSIT)?.balanceFen.get() ?? 0,
    medical: inside.medical?.balanceFen.get() ?? 0,
  };
}

/** A command and its answer as they are told: what is secret in them is dots. */
export function exchangeEvent(
  chip: ChipName,
  command: string,
  apdu: Uint8Array,
  answer: Uint8Array,
): WorldEvent {
  const declared = declarationOf(apdu);
  const isOpen = declared !== undefined && !declared.carriesSecret;
  const data = answer.subarray(0, -STATUS_WORD);
  return {
    type: "apdu",
    chip,
    command,
    apdu: declared === undefined ? hidden(apdu, HEADER) : redactedHex(declared, apdu),
    answer:
      isOpen || data.length === 0
        ? formatHex(answer)
        : `${dots(data.length)} ${formatHex(answer.subarray(-STATUS_WORD))}`,
    request: declared === undefined ? {} : decoded(declared, () => unpackCommand(declared, apdu)),
    response: isOpen && data.length > 0 ? decoded(declared, () => unpackResponse(declared, data)) : {},
  };
}

/** What does not fit its declaration is not decoded: the card refuses it, or the terminal does. */
function decoded(declared: AnyCommand, read: () => object): DecodedFields {
  if (declared.carriesSecret) return {};
  try {
    return Object.fromEntries(
      Object.entries(read()).map(([name, value]) => [
        name,
        value instanceof Uint8Array ? formatHex(value) : (value as string | number),
      ]),
    );
  } catch (error) {
    if (error instanceof RangeError) return {};
    throw error;
  }
}

function hidden(bytes: Uint8Array, shown: number): string {
  return [formatHex(bytes.subarray(0, shown)), dots(bytes.length - shown)].join(" ").trim();
}

function dots(count: number): string {
  return Array.from({ length: Math.max(count, 0) }, () => "··").join(" ");
}
