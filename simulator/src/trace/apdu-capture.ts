/**
 * The commands of a run as a capture file that Wireshark opens: one section for each scenario, one interface for each
 * slot, and what Duka knows of a command as comments. What the event log hides stands as asterisks.
 */
import type { ChipName } from "../world/point.js";
import type { RecordedEvent } from "../world/record/recorded-event.js";
import type { DecodedFields } from "../world/world-event.js";
import { type CapturedPacket, enhancedPacket, interfaceDescription, sectionHeader } from "./pcapng.js";
import { microseconds, type TracedScenario } from "./traced-scenario.js";

/** LINKTYPE_USER0: there is no link type for APDUs, so that Wireshark is told by an option. */
const USER_0 = 147;
const SLOTS: readonly ChipName[] = ["card", "psam"];
const ASTERISK = 0x2a;
const HEX = 16;
const YUAN = 100;

export function apduCapture(scenarios: readonly TracedScenario[], version: string): Buffer {
  return Buffer.concat(
    scenarios.flatMap(({ file, title, events }) => [
      sectionHeader(`duka-sim ${version}`, `${file}: ${title}`),
      ...SLOTS.map((chip, slot) => interfaceDescription(USER_0, `slot ${slot}: ${chip}`)),
      ...packetsOf(events).map(enhancedPacket),
    ]),
  );
}

type Packet = CapturedPacket & { readonly comments: string[] };

function packetsOf(events: readonly RecordedEvent[]): readonly Packet[] {
  const packets: Packet[] = [];
  /** Told before the first packet. */
  const early: string[] = [];
  for (const event of events) {
    if (event.type === "apdu") packets.push(...exchange(event));
    const told = happened(event);
    if (told !== undefined) (packets[packets.length - 1]?.comments ?? early).push(told);
  }
  packets[0]?.comments.push(...early);
  return packets;
}

function exchange(event: Extract<RecordedEvent, { type: "apdu" }>): readonly Packet[] {
  const { atMs, chip, command, apdu, answer, request, response } = event;
  const isHidden = apdu.includes("·") ? ["hidden bytes stand as asterisks"] : [];
  const isMute = answer === "" ? ["no answer: the chip lost its power"] : [];
  const where = { interfaceId: SLOTS.indexOf(chip), atUs: microseconds(atMs) };
  const sent: Packet = {
    ...{ ...where, direction: "sent", bytes: bytesOf(apdu) },
    comments: [words(command, request), ...isHidden, ...isMute],
  };
  if (answer === "") return [sent];
  const comments = [words(`${command}, answer`, response)];
  return [sent, { ...where, direction: "received", bytes: bytesOf(answer), comments }];
}

/** "DEBIT FOR PURCHASE: terminalTransactionSequence 1, …" */
function words(name: string, fields: DecodedFields): string {
  const told = Object.entries(fields).map(([field, value]) => `${field} ${value}`);
  return told.length === 0 ? name : `${name}: ${told.join(", ")}`;
}

/** What stands beside the commands, at the one that it followed. */
function happened(event: RecordedEvent): string | undefined {
  if (event.type === "fault") return `fault ${event.kind} at ${event.at}`;
  if (event.type === "money") {
    return `${event.account} ${yuan(event.changeFen)} yuan, now ${yuan(event.balanceFen)} yuan`;
  }
  if (event.type === "outcome") return `outcome of ${event.ref}: ${event.outcome}`;
  if (event.type === "operator") return `operator: ${event.what}`;
  return undefined;
}

function yuan(fen: number): string {
  return (fen / YUAN).toFixed(2);
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.split(" "), (byte) =>
    byte.includes("·") ? ASTERISK : Number.parseInt(byte, HEX),
  );
}
