/**
 * An application in a process of its own, since the PC/SC library knows one pcscd per process: connects to a slot, sends the commands
 * of its arguments, and prints the protocol and each answer in hex.
 *
 *     node apdu-client.js "Duka 00 00" 1 "80 10 00 00" …
 */
import { bytesOf, hexOf, loadSmartcard } from "./smartcard.js";

/** The longest extended response. */
const RESPONSE_MAX = 65_538;
const [slotName, protocol, ...commands] = process.argv.slice(2);
const smartcard = await loadSmartcard({});
const context = new smartcard.Context();
const slot = context.listReaders().find(({ name }) => name === slotName);
if (slot === undefined) throw new Error(`no reader ${slotName}`);
const wanted = protocol === "0" ? smartcard.SCARD_PROTOCOL_T0 : smartcard.SCARD_PROTOCOL_T1;
const card = await slot.connect(smartcard.SCARD_SHARE_EXCLUSIVE, wanted);
for (const command of commands) {
  console.log(hexOf(await card.transmit(bytesOf(command), { maxRecvLength: RESPONSE_MAX })));
}
card.disconnect(smartcard.SCARD_UNPOWER_CARD);
context.close();
