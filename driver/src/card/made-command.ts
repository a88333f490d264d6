/** Commands that the key server made whole, to be sent unchanged. */
import { type SocialRefusal, socialRefusal } from "./social-refusal.js";

const HEADER_WITH_LC = 5;

/**
 * The data of such a command: a service point sends only the one that it asked for.
 * @param header CLA INS P1 P2 that it has to begin with
 */
export function dataOfMade(header: Uint8Array, apdu: Uint8Array): Uint8Array | SocialRefusal {
  const lc = apdu[header.length] ?? 0;
  const isWanted = header.every((byte, at) => apdu[at] === byte) && apdu.length === HEADER_WITH_LC + lc;
  return isWanted
    ? apdu.subarray(HEADER_WITH_LC)
    : socialRefusal("refused-by-card", "the key server's command is no command of this kind");
}
