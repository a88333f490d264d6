import { B_ERRORS, failureOf, meaningOfBError } from "@duka/driver/reader/ccid-error";
import type { CcidAnswer } from "@duka/driver/reader/ccid-frame";
import test from "ava";

function failed(error: number, card: CcidAnswer["card"] = "active", repeats = 0): CcidAnswer {
  return { card, failed: true, error, specific: 0, data: new Uint8Array(0), repeats, elapsedMs: 1 };
}

/** bError, card state, reached the card, code, layer, delivery. */
const ROWS: readonly [number, CcidAnswer["card"], boolean, string, string, string][] = [
  [0xfe, "active", true, "card-mute", "t0", "unknown"],
  [0xfe, "inactive", true, "card-mute", "t0", "unknown"],
  [0xfe, "absent", true, "card-removed", "t0", "unknown"],
  [0xfe, "absent", false, "card-absent", "t0", "not-sent"],
  [0xfe, "inactive", false, "card-mute", "t0", "not-sent"],
  [0xfd, "active", true, "parity", "t0", "unknown"],
  [0xfd, "absent", true, "card-removed", "t0", "unknown"],
  [0xfc, "active", true, "protocol-violation", "t0", "unknown"],
  [0xfb, "active", true, "protocol-violation", "t0", "unknown"],
  [0xf8, "inactive", false, "protocol-violation", "t0", "not-sent"],
  [0xf7, "inactive", false, "protocol-violation", "t0", "not-sent"],
  [0xf6, "inactive", false, "unsupported", "ccid", "not-sent"],
  [0xf5, "inactive", false, "unsupported", "ccid", "not-sent"],
  [0xf4, "active", true, "protocol-violation", "t0", "unknown"],
  [0xf3, "active", true, "unsupported", "ccid", "not-sent"],
  [0xf2, "active", true, "slot-busy", "ccid", "not-sent"],
  [0xf0, "active", true, "timeout", "ccid", "unknown"],
  [0xef, "active", true, "aborted", "ccid", "unknown"],
  [0xff, "active", true, "aborted", "ccid", "unknown"],
  [0xe0, "active", true, "slot-busy", "ccid", "not-sent"],
  [0x00, "active", true, "unsupported", "ccid", "not-sent"],
  [0x05, "absent", true, "unsupported", "ccid", "not-sent"],
  [0x01, "active", true, "protocol-violation", "ccid", "not-sent"],
  [0x7f, "active", true, "protocol-violation", "ccid", "not-sent"],
  [0x80, "active", true, "protocol-violation", "t0", "unknown"],
  [0xc0, "active", true, "protocol-violation", "t0", "unknown"],
];

for (const [bError, card, reachedCard, code, layer, delivery] of ROWS) {
  const hexError = bError.toString(16).toUpperCase().padStart(2, "0");
  test(`bError ${hexError}, card ${card}, ${reachedCard ? "a TPDU" : "no TPDU"}: ${code}, ${delivery}`, (t) => {
    const error = failureOf(failed(bError, card), "slot 0: step", reachedCard);
    t.like(error, { code, layer, delivery });
    t.true(error.message.startsWith("slot 0: step: ") && error.message.endsWith(`(bError ${hexError})`));
    t.truthy(error.remedy);
  });
}

test("a refusal of the second copy of a frame says nothing about the first", (t) => {
  t.is(failureOf(failed(0xe0, "active", 1), "a", true).delivery, "unknown");
  t.is(failureOf(failed(0xe0, "active", 1), "a", false).delivery, "not-sent");
});

test("every bError has exactly one meaning, a remedy among it", (t) => {
  t.is(new Set(B_ERRORS.map((row) => row.bError)).size, B_ERRORS.length);
  for (let bError = 0; bError < 256; bError++) {
    const row = meaningOfBError(bError);
    t.is(row.bError, bError);
    t.truthy(row.says && row.remedy);
  }
});
