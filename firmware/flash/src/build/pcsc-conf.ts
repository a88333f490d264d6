/** What a Linux machine needs so that stock pcscd drives the reader: a block for reader.conf and a line for udev. */

/** Reader type of libccid's serial driver by persona, and the slots that it shows whether the board has them or not. */
const TYPES: { readonly [persona: string]: { readonly name: string; readonly slots: number } } = {
  pos: { name: "GemCorePOSPro", slots: 5 },
  pinpad: { name: "GemPCPinPad", slots: 1 },
  sec1210: { name: "SEC1210", slots: 2 },
};
/** Where Debian and Ubuntu have the serial driver of libccid. */
export const SERIAL_DRIVER = "/usr/lib/pcsc/drivers/serial/libccidtwin.so";
/** PC/SC name of the reader without its numbers. */
export const FRIENDLY_NAME = "Duka";

/** All that a word of reader.conf may consist of; a colon would end the device's name. */
const DEVICE = /^\/[A-Za-z0-9=\\/._@-]+$/;
const NAME = /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}$/;
const RULES = "/etc/udev/rules.d/78-duka.rules";
const CONF = "/etc/reader.conf.d/duka";

export type PcscConfOptions = {
  /** Path of the serial device: /dev/ttyACM0, or a link of udev such as /dev/serial/by-id/…. */
  readonly device: string;
  readonly persona: string;
  readonly driver?: string;
  readonly name?: string;
};

/**
 * The two files, each below where it goes, as text for a person to copy; # lines are comments in both.
 * @throws RangeError naming what pcscd would not understand
 */
export function pcscConf(options: PcscConfOptions): string {
  const { device, persona, driver = SERIAL_DRIVER, name = FRIENDLY_NAME } = options;
  const type = TYPES[persona];
  if (type === undefined) {
    const known = Object.keys(TYPES).join(", ");
    throw new RangeError(`unknown persona "${persona}": expected one of ${known}`);
  }
  if (!DEVICE.test(device)) {
    throw new RangeError(
      `device "${device}": expected an absolute path of letters, digits and = \\ / - . _ @`,
    );
  }
  if (!DEVICE.test(driver)) {
    throw new RangeError(
      `driver "${driver}": expected an absolute path of letters, digits and = \\ / - . _ @`,
    );
  }
  if (!NAME.test(name))
    throw new RangeError(`name "${name}": expected at most 40 letters, digits and spaces`);
  return `# ${CONF}
FRIENDLYNAME "${name}"
DEVICENAME   ${device}:${type.name}
LIBPATH      ${driver}
CHANNELID    1

# ${RULES}
# Keeps ModemManager from writing to the reader's line.
ACTION!="remove", SUBSYSTEM=="tty", ${match(device)}, ENV{ID_MM_DEVICE_IGNORE}="1", ENV{ID_MM_PORT_IGNORE}="1"

# Put the first part into the first file, the second into the second, as root. Then, with the reader plugged in:
#   udevadm control --reload && udevadm trigger
#   systemctl restart pcscd
# pcscd opens serial readers once, when it starts: restart it after each replugging.
# ${namesOf(name, type.slots)}
`;
}

function namesOf(name: string, slots: number): string {
  const user = `The reader's PC/SC name is "${name} 00 00" for the user card`;
  if (slots === 1) return `${user}; this type has no other slot.`;
  if (slots === 2) return `${user}, and "${name} 00 01" for the SAM.`;
  return `${user}, and "${name} 00 01" to "${name} 00 0${slots - 1}" for the SAMs.`;
}

/** The kernel's own name, or a link that udev has made before. */
function match(device: string): string {
  const name = device.replace(/^\/dev\//, "");
  return name.includes("/") ? `SYMLINK=="${name}"` : `KERNEL=="${name}"`;
}
