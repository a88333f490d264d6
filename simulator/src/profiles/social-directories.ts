/**
 * The files of DF01, DF02 and DF03, and fingerprint and photo of SSSE, as public layouts list them. Their identifiers,
 * tags and the two lengths 55 and 12 are known; every other length, and who may write what, is assumed.
 */

const FINGERPRINT_BYTES = 256;
const PHOTO_BYTES = 512;
const UNKNOWN_BYTES = 16;
const VALUE_BYTES = 8;

type Access = { readonly read: string; readonly update: string };

/** No one may write what has no public key. */
const BY_HOLDER: Access = { read: "pin", update: "never" };

export const socialDirectories = [
  transparent("SSSE", "EF07", FINGERPRINT_BYTES, { read: "RKSSSE", update: "UKSSSE" }),
  transparent("SSSE", "EF08", PHOTO_BYTES, { read: "RKSSSE", update: "UKSSSE" }),
  tagged("DF01", "EF05", ["20", "21", "0E"], publicWith("UK1DF01")),
  tagged("DF01", "EF06", ["23", "24", "28", "2C", "2D"], publicWith("UK1DF01")),
  tagged("DF01", "EF07", ["29"], publicWith("UK1DF01")),
  tagged("DF01", "EF08", ["2B"], publicWith("UK1DF01")),
  tagged("DF01", "EF09", ["2E", "30", "32"], publicWith("UK2DF01")),
  tagged("DF01", "EF0A", ["37", "38", "39"], publicWith("UK2DF01")),
  // A data item may stand in it twice: hosts ask for "40:2".
  tagged("DF01", "EF15", ["2A", "40", "40"], publicWith("UK3DF01")),
  tagged("DF02", "EF06", ["4C", "4B", "4D", "60", "4F", "50", "3A"], BY_HOLDER),
  cyclic("DF02", "EF07", 0x55),
  transparent("DF02", "EF09", UNKNOWN_BYTES, BY_HOLDER),
  transparent("DF02", "EF15", UNKNOWN_BYTES, BY_HOLDER),
  cyclic("DF02", "EF16", 0x12),
  transparent("DF03", "EF05", UNKNOWN_BYTES, BY_HOLDER),
  tagged("DF03", "EF06", ["45", "46", "47", "48", "49", "67", "6B", "4A"], BY_HOLDER),
  ...["EF07", "EF15", "EF16", "EF17", "EF18", "EF19"].map((fileId) =>
    transparent("DF03", fileId, UNKNOWN_BYTES, BY_HOLDER),
  ),
];

function publicWith(update: string): Access {
  return { read: "pin or RK1DF01", update };
}

function tagged(directory: string, fileId: string, tags: readonly string[], access: Access) {
  const records = tags.map((tag) => ({ tag, value: "00".repeat(VALUE_BYTES) }));
  return { directory, fileId, ...access, records, cyclicRecordLength: 0, transparentBytes: 0 };
}

function cyclic(directory: string, fileId: string, cyclicRecordLength: number) {
  return { directory, fileId, ...BY_HOLDER, records: [], cyclicRecordLength, transparentBytes: 0 };
}

function transparent(directory: string, fileId: string, transparentBytes: number, access: Access) {
  return { directory, fileId, ...access, records: [], cyclicRecordLength: 0, transparentBytes };
}
