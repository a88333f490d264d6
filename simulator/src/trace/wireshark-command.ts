/** How a capture of commands is opened: Wireshark knows no link type for them, and is told by an option. */
import { shellWord } from "./shell-word.js";

/** LINKTYPE_USER0 carries what its user says. tshark takes the same. */
const DECODE_AS = '-o \'uat:user_dlts:"User 0 (DLT=147)","iso7816","0","","0",""\'';

export function wiresharkCommand(file: string): string {
  return `wireshark ${DECODE_AS} ${shellWord(file)}`;
}
