/**
 * A card's side of a conversation with vpcd. It answers to the request for the ATR and to command APDUs, and to nothing
 * else: an answer to power or reset would be taken for that to the next command. Whole APDUs come, so T=0 and T=1 look
 * the same.
 */
import type { Clock } from "@duka/protocol/transport";
import type { CardChip } from "../chip/chip.js";
import { type ApduRunner, createApduRunner } from "../line/t1-apdu.js";
import { createMessageReader, POWER_OFF, POWER_ON, packMessage, RESET, SEND_ATR } from "./vpcd-message.js";
import type { VpcdPace } from "./vpcd-pace.js";

/** What a card without power, or one that lost it, has to say: vpcd takes it for pulled out. */
const GONE = new Uint8Array(0);

export type VpcdTalk = {
  /** Takes bytes as they arrive; answers what goes back, often nothing. */
  hear(bytes: Uint8Array): Uint8Array;
  /** Has a whole message come yet? */
  hasHeard(): boolean;
  /** The conversation is over: the card is without power. */
  over(): void;
};

/** Looks at the card's ATR first, and leaves the card without power. */
export function talkToVpcd(chip: CardChip, clock: Clock, pace: VpcdPace): VpcdTalk {
  const reader = createMessageReader();
  let atr = chip.reset();
  chip.powerOff();
  let runner: ApduRunner = createApduRunner(chip);
  let heard = false;
  /** When the message that is under way began. */
  let beganMs: number | undefined;

  function powerUp(): void {
    atr = chip.reset();
    runner = createApduRunner(chip);
  }

  function execute(apdu: Uint8Array): Uint8Array {
    return runner.run(apdu, (_command, run) => run()) ?? GONE;
  }

  function answer(payload: Uint8Array): Uint8Array | undefined {
    if (payload.length > 1) return execute(payload);
    const [control] = payload;
    if (control === SEND_ATR) return atr;
    if (control === POWER_OFF) chip.powerOff();
    else if (control === POWER_ON || control === RESET) powerUp();
    return undefined;
  }

  return {
    hear(bytes) {
      const nowMs = clock.nowMs();
      const answers: Uint8Array[] = [];
      for (const payload of reader.push(bytes)) {
        heard = true;
        if (payload.length > 1) pace.command(nowMs - (beganMs ?? nowMs));
        beganMs = undefined;
        const said = answer(payload);
        if (said !== undefined) answers.push(packMessage(said));
      }
      beganMs = reader.isInside() ? (beganMs ?? nowMs) : undefined;
      return joined(answers);
    },
    hasHeard: () => heard,
    over: () => chip.powerOff(),
  };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
