/**
 * The card's side of T=1 (ISO/IEC 7816-3, clause 11) around a chip that knows whole commands: what each block does to
 * the card. Characters and times are in `t1-receiver.ts`. Written from the standard apart from the reader's side.
 */
import type { Cancel } from "@duka/protocol/transport";
import { blockWaitingTimeCycles } from "@duka/protocol/wire/timing";
import type { AtrTerms } from "./atr-timing.js";
import type { CardProtocol, ProtocolSetup } from "./card-port.js";
import { createApduRunner } from "./t1-apdu.js";
import type { BlockDirection, BlockMoment } from "./t1-behaviour.js";
import { createBlockCodec, type T1Block } from "./t1-block.js";
import { createT1Receiver } from "./t1-receiver.js";

const INF_MAX = 254;
const IFSD_DEFAULT = 32;
const COMMAND_MAX = 65_544;
const [OK, EDC_ERROR, OTHER_ERROR] = [0, 1, 2];
const [RESYNCH, IFS, ABORT, WTX] = [0xc0, 0xc1, 0xc2, 0xc3];
const IS_RESPONSE = 0x20;
const MORE = 0x20;

/** A request of the card that waits for its response. */
type Asked = { readonly pcb: number; readonly inf: readonly number[]; readonly then: () => void };

export function createT1Protocol(port: ProtocolSetup, terms: AtrTerms): CardProtocol {
  const codec = createBlockCodec(terms.hasCrc, () => port.behaviour().crc);
  const runner = createApduRunner(port.chip);
  const counts = { "to-card": 0, "to-reader": 0 };
  let nad = 0;
  /** N(S) of the next I-block: of the card, and of the reader. */
  let ns = 0;
  let nr = 0;
  let ifsd = IFSD_DEFAULT;
  let command: number[] = [];
  let chained = 0;
  /** The response from the I-block on that was sent last. */
  let response: Uint8Array | undefined;
  let sentLength = 0;
  let last: readonly [pcb: number, inf: ArrayLike<number>] | undefined;
  let asked: Asked | undefined;
  let working: Cancel | undefined;
  const receiver = createT1Receiver(port, terms.cwi, codec.edcLength, onBytes);

  /** @param spoilt by parity, or cut off */
  function onBytes(bytes: Uint8Array, spoilt: boolean): void {
    const fault = faultOf("to-card", bytes);
    if (fault === "lose") {
      receiver.listen();
      return;
    }
    const block = spoilt || fault === "garble" ? undefined : codec.read(fault ?? bytes);
    if (block === undefined) {
      refuse(EDC_ERROR);
      return;
    }
    nad = block.nad;
    if ((block.pcb & 0x80) === 0) onInformation(block);
    else if ((block.pcb & 0x40) === 0) onReceiveReady(block);
    else onSupervisory(block);
  }

  function faultOf(direction: BlockDirection, bytes: Uint8Array) {
    return port.behaviour().onBlock?.(direction, bytes, counts[direction]++);
  }

  function onInformation({ pcb, inf }: T1Block): void {
    const isNext = ((pcb >> 6) & 1) === nr && asked === undefined;
    if (!isNext || inf.length > terms.ifsc || command.length + inf.length > COMMAND_MAX) {
      refuse(OTHER_ERROR);
      return;
    }
    nr ^= 1;
    response = undefined;
    command.push(...inf);
    if ((pcb & MORE) === 0) {
      chained = 0;
      execute(Uint8Array.from(command.splice(0)));
    } else if (!interrupted("command", chained++, dropChain)) {
      acknowledge(OK);
    }
  }

  function execute(apdu: Uint8Array): void {
    const { computeMs } = port.behaviour();
    work(typeof computeMs === "function" ? computeMs(apdu) : (computeMs ?? 0), () => {
      const { intercept = (_command, run) => run() } = port.behaviour();
      const answer = runner.run(apdu, intercept);
      if (answer === undefined) return;
      const begin = () => {
        response = answer;
        sendPart();
      };
      if (!interrupted("answer", 0, begin)) begin();
    });
  }

  /** Computes for so long, and asks for more time before a block waiting time is over (11.4.3). */
  function work(leftMs: number, then: () => void, multiplier = 1): void {
    const blockWaitingMs = (1000 * blockWaitingTimeCycles(terms.bwi)) / port.clockHz();
    const stepMs = 0.5 * multiplier * blockWaitingMs;
    if (leftMs <= stepMs) {
      working = port.clock.after(leftMs, then);
      return;
    }
    const asks = port.behaviour().wtxMultiplier ?? 1;
    working = port.clock.after(stepMs, () => {
      const startMs = port.clock.nowMs();
      ask(WTX, [asks], () => work(leftMs - stepMs - (port.clock.nowMs() - startMs), then, asks));
    });
  }

  /** The I-block that is due: as much of the response as the reader takes. */
  function sendPart(): void {
    const left = response!;
    sentLength = Math.min(left.length, ifsd);
    const pcb = (ns << 6) | (left.length > sentLength ? MORE : 0);
    ns ^= 1;
    reply(pcb, left.subarray(0, sentLength));
  }

  function onReceiveReady({ pcb, inf }: T1Block): void {
    const wanted = (pcb >> 4) & 1;
    if (inf.length > 0) refuse(OTHER_ERROR);
    else if (asked !== undefined) reply(asked.pcb, asked.inf);
    else if (response === undefined) repeatLast();
    else if (wanted !== ns) repeatPart();
    else if (response.length === sentLength) refuse(OTHER_ERROR);
    else continueResponse();
  }

  function continueResponse(): void {
    const next = () => {
      response = response!.subarray(sentLength);
      sendPart();
    };
    if (!interrupted("response", chained++, next)) next();
  }

  function repeatPart(): void {
    ns ^= 1;
    sendPart();
  }

  /** While a command comes in: an R-block of the card is repeated, anything else cannot be what the reader lacks. */
  function repeatLast(): void {
    if (last === undefined || (last[0] & 0xc0) !== 0x80) acknowledge(OTHER_ERROR);
    else reply(...last);
  }

  function onSupervisory({ pcb, inf }: T1Block): void {
    if (pcb & IS_RESPONSE) {
      onResponse(pcb, inf);
    } else if (pcb === RESYNCH && inf.length === 0) {
      dropChain();
      ns = nr = 0;
      ifsd = IFSD_DEFAULT;
      asked = undefined;
      reply(pcb | IS_RESPONSE, inf);
    } else if (pcb === IFS && inf.length === 1 && inf[0]! > 0 && inf[0]! <= INF_MAX) {
      ifsd = inf[0]!;
      reply(pcb | IS_RESPONSE, inf);
    } else if (pcb === ABORT && inf.length === 0) {
      dropChain();
      reply(pcb | IS_RESPONSE, inf);
    } else {
      refuse(OTHER_ERROR);
    }
  }

  function onResponse(pcb: number, inf: Uint8Array): void {
    const was = asked;
    if (was === undefined || pcb !== (was.pcb | IS_RESPONSE) || inf.join() !== was.inf.join()) {
      refuse(OTHER_ERROR);
      return;
    }
    asked = undefined;
    was.then();
  }

  function dropChain(): void {
    command = [];
    chained = 0;
    response = undefined;
  }

  /**
   * @returns true when the behaviour has the card say something else first; `then` comes after the reader's response
   */
  function interrupted(moment: BlockMoment, count: number, then: () => void): boolean {
    const what = port.behaviour().interrupts?.(moment, count);
    if (what === undefined) return false;
    if (what === "abort") {
      ask(ABORT, [], () => {
        dropChain();
        acknowledge(OK);
      });
    } else {
      ask(IFS, [what.ifs], moment === "command" ? () => acknowledge(OK) : then);
    }
    return true;
  }

  function ask(pcb: number, inf: readonly number[], then: () => void): void {
    asked = { pcb, inf, then };
    reply(pcb, inf);
  }

  function acknowledge(error: number): void {
    reply(0x80 | (nr << 4) | error, []);
  }

  /** An invalid block: a request of the card's own is repeated, anything else is asked for again (11.6.3, rule 7). */
  function refuse(error: number): void {
    if (asked !== undefined) reply(asked.pcb, asked.inf);
    else acknowledge(error);
  }

  function reply(pcb: number, inf: ArrayLike<number>): void {
    last = [pcb, inf];
    const block = codec.build(nad, pcb, inf);
    const fault = faultOf("to-reader", block);
    receiver.listen();
    if (fault === "lose") return;
    if (fault === "garble") block[block.length - 1]! ^= 0xff;
    receiver.hold();
    port.send(fault instanceof Uint8Array ? fault : block, () => receiver.listen());
  }

  return {
    receive: receiver.receive,
    halt() {
      working?.();
      receiver.hold();
    },
  };
}
