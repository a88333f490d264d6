/** A host of few words: sends CCID messages in serial frames over a link and answers what the reader said, in hex. */
import type { Clock, Link } from "@duka/protocol/transport";
import { xorOf } from "@duka/protocol/wire/bytes";
import { createFrameReceiver, EVENT_FRAME, EVENT_NONE, receive } from "@duka/protocol/wire/serial-frame";
import { hex, unhex } from "../line/scripted-reader.js";

const ANSWER_MS = 60_000;

type CcidHost = {
  /** @param message header and data in hex, without frame */
  ask(message: string): Promise<string>;
  /** One TPDU by PC_to_RDR_XfrBlock; answers the response, or "bStatus bError" of a failure. */
  exchange(tpdu: string, slot?: number): Promise<string>;
  /** Bytes that were no frame: movement and time request bytes, or strays. */
  readonly between: number[];
};

export function ccidHost(link: Link, clock: Clock): CcidHost {
  const receiver = createFrameReceiver(new Uint8Array(272));
  const between: number[] = [];
  let answered: (message: string) => void = () => {};
  let lost: (reason: Error) => void = () => {};
  let seq = 0x40;
  link.listen({
    data(bytes) {
      for (let at = 0; at < bytes.length; ) {
        const from = at;
        at = receive(receiver, bytes, at);
        if (receiver.event === EVENT_FRAME) answered(hex(receiver.buffer.subarray(0, receiver.filled - 1)));
        else if (receiver.event !== EVENT_NONE) between.push(bytes[from]!);
      }
    },
    closed: (reason) => lost(reason ?? new Error("closed")),
    bytesNeeded: () => receiver.needed,
  });

  function ask(message: string): Promise<string> {
    const bytes = unhex(message);
    return new Promise((resolve, reject) => {
      const cancel = clock.after(ANSWER_MS, () => reject(new Error(`no answer to ${message}`)));
      answered = (answer) => {
        cancel();
        resolve(answer);
      };
      lost = (reason) => {
        cancel();
        reject(reason);
      };
      link.write(new Uint8Array([0x03, 0x06, ...bytes, xorOf(bytes) ^ 0x03 ^ 0x06]));
    });
  }

  return {
    between,
    ask,
    async exchange(tpdu, slot = 0) {
      const bytes = unhex(tpdu);
      seq = (seq + 1) & 0xff;
      const header = new Uint8Array([0x6f, bytes.length, bytes.length >> 8, 0, 0, slot, seq, 0, 0, 0]);
      const answer = unhex(await ask(hex([...header, ...bytes])));
      return (answer[7]! & 0xc0) === 0 ? hex(answer.subarray(10)) : hex(answer.subarray(7, 9));
    },
  };
}

/** Opens as a stock driver does and wakes the cards of slots 0 and 1. */
export async function openedHost(link: Link, clock: Clock): Promise<CcidHost> {
  const host = ccidHost(link, clock);
  await host.ask("6B 01 00 00 00 00 00 00 00 00 02");
  await host.ask("62 00 00 00 00 00 01 01 00 00");
  await host.ask("62 00 00 00 00 01 02 01 00 00");
  return host;
}
