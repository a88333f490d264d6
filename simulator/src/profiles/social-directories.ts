/**
 * The files of DF01, DF02 and DF03, and fingerprint and photo of SSSE, as V2 lists them. RK1DF02 and the update keys of
 * DF02 and DF03 have no identifier that all editions share: the password alone reads there, and no one writes.
 */
import { socialItems } from "@duka/protocol/commands";
import { hexText } from "@duka/protocol/layout";
import type { SocialMembers } from "./social-shape.js";

const FINGERPRINT_BYTES = 256;
const PHOTO_BYTES = 512;

type Directory = SocialMembers["files"][number]["directory"];
type Access = { readonly read: string; readonly update: string };

/** No one may write what has no public key. */
const BY_HOLDER: Access = { read: "pin", update: "never" };

export const socialDirectories = [
  transparent("SSSE", "EF07", FINGERPRINT_BYTES, { read: "RKSSSE", update: "UKSSSE" }),
  transparent("SSSE", "EF08", PHOTO_BYTES, { read: "RKSSSE", update: "UKSSSE" }),
  tagged("DF01", "EF05", publicWith("UK1DF01")),
  tagged("DF01", "EF06", publicWith("UK4DF01")),
  tagged("DF01", "EF07", publicWith("UK2DF01")),
  tagged("DF01", "EF08", publicWith("UK3DF01")),
  tagged("DF01", "EF09", publicWith("UK2DF01")),
  tagged("DF01", "EF0A", publicWith("UK5DF01")),
  tagged("DF01", "EF15", publicWith("UK6DF01")),
  tagged("DF02", "EF06", BY_HOLDER),
  cyclic("DF02", "EF07", 0x55),
  tagged("DF02", "EF09", BY_HOLDER),
  tagged("DF02", "EF15", BY_HOLDER),
  cyclic("DF02", "EF16", 0x12),
  ...["EF05", "EF06", "EF07", "EF15", "EF16", "EF17", "EF18", "EF19"].map((fileId) =>
    tagged("DF03", fileId, {
      read: `pin or ${fileId === "EF05" ? "RK2DF03" : "RK1DF03"}`,
      update: "never",
    }),
  ),
];

function publicWith(update: string): Access {
  return { read: "pin or RK1DF01", update };
}

/** Digits that were never written are F, characters 00. A data item may stand in it twice: hosts ask for "40:2". */
function tagged(directory: Directory, fileId: string, access: Access) {
  const records = socialItems(directory + fileId).flatMap(({ tag, type, length, records: count }) => {
    const value = (type === "cn" ? "FF" : "00").repeat(length);
    return Array.from({ length: count }, () => ({ tag: hexText(Uint8Array.of(tag)), value }));
  });
  return { directory, fileId, ...access, records, cyclicRecordLength: 0, transparentBytes: 0 };
}

function cyclic(directory: Directory, fileId: string, cyclicRecordLength: number) {
  return { directory, fileId, ...BY_HOLDER, records: [], cyclicRecordLength, transparentBytes: 0 };
}

function transparent(directory: Directory, fileId: string, transparentBytes: number, access: Access) {
  return { directory, fileId, ...access, records: [], cyclicRecordLength: 0, transparentBytes };
}
