/** What some cards do and others do not, as their profile says: forms of commands, ciphers, limits. */
import { commandMac, encipherField } from "@duka/protocol/crypto/secure-messaging";
import { openChips } from "@duka/simulator/card/open-chips";
import type { Profile } from "@duka/simulator/profiles/profile";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { bytes, hex } from "../../support/values/hex.js";
import { chipsAtWork, PUBLISHED_KEY, publishedCard, SELECT_PURSE, send } from "../card/chips.js";
import { environmentOf, issuerOf, SELECT_DF04, SELECT_SSSE } from "../card/issuer.js";
import { hexNumber, TERMINAL, WHEN } from "../card/terminal.js";

const plain = findProfile("plain");
const hangzhou = findProfile("hangzhou");
const KEY = bytes(PUBLISHED_KEY);
const RIGHT = "03 888888";
const WRONG = "03 111111";

/** A command with its MAC in PBOC's way; the published card's challenge is 11223344. */
function macked(header: string, data = ""): string {
  const start = `${header} ${hexNumber(bytes(data).length + 4, 1)} ${data}`;
  return `${start} ${hex(commandMac(KEY, bytes("11223344"), bytes(start)))}`;
}

test("VERIFY with a reference in P2: the profile's names the password, another 6A88; a card without one 6A86", (t) => {
  const card = publishedCard({ ...plain, pin: { ...plain.pin, reference: 0x81 } });
  t.is(send(card, `00 20 00 81 ${WRONG}`), "63C2");
  t.is(send(card, `00 20 00 00 ${WRONG}`), "63C1", "it is the same password with the same tries");
  t.is(send(card, `00 20 00 82 ${RIGHT}`), "6A88");
  t.is(send(card, `00 20 00 82 ${WRONG}`), "6A88", "which costs none");
  t.is(send(card, "00 20 00 81"), "63C1");
  t.is(send(card, `00 20 00 81 ${RIGHT}`), "9000");
  t.is(send(card, "00 20 00 81"), "9000");
  t.is(send(card, `00 20 01 81 ${RIGHT}`), "6A86");
  t.is(send(publishedCard(), `00 20 00 81 ${RIGHT}`), "6A86");
});

test("PIN UNBLOCK in its older form 80 24: all tries again, CLA 80 under the MAC; a MAC over 84 is wrong", (t) => {
  const card = publishedCard();
  send(card, SELECT_PURSE);
  for (const left of ["63C2", "63C1", "63C0", "6983"]) t.is(send(card, `00 20 00 00 ${WRONG}`), left);
  send(card, "00 84 00 00 04");
  t.is(send(card, macked("84 24 00 00").replace("84 24", "80 24")), "6988");
  t.is(send(card, macked("80 24 00 00")), "6984", "the challenge is spent");
  send(card, "00 84 00 00 04");
  t.is(send(card, macked("80 24 00 00")), "9000");
  t.is(send(card, `00 20 00 00 ${RIGHT}`), "9000");
  send(card, "00 84 00 00 04");
  t.is(send(card, macked("80 24 00 01", hex(encipherField(KEY, bytes("654321"))))), "9000");
  t.is(send(card, "00 20 00 00 03 654321"), "9000");
  send(card, "00 84 00 00 04");
  t.is(send(card, macked("80 24 00 02")), "6A86");
});

test("the older form is known in SSSE too, after PUK, with the challenge in the process key", (t) => {
  const issuer = issuerOf("hangzhou");
  const { card } = openChips("hangzhou", undefined, 1);
  environmentOf(card);
  t.is(send(card, "00 20 00 00 03 111111"), "63C5");
  t.is(send(card, issuer.protectedCommand(card, "STKSSSE", "80 24 00 00")), "6982");
  t.is(issuer.authenticate(card, "PUK"), "9000");
  t.is(send(card, issuer.protectedCommand(card, "STKSSSE", "80 24 00 00")), "9000");
  t.is(send(card, "00 20 00 00 03 111111"), "63C5");
});

test("INTERNAL AUTHENTICATE counts its answers where the profile limits them: durable, each key its own, then 6983", (t) => {
  const limited: Profile = { ...hangzhou, card: { ...hangzhou.card, internalAuthentications: 2 } };
  const chips = openChips(limited, undefined, 1);
  const ask = `00 88 00 00 08 ${"11".repeat(8)}`;
  environmentOf(chips.card);
  t.regex(send(chips.card, ask), /9000$/);
  t.is(send(chips.card, "00 88 00 00 07 11111111111111"), "6700", "a wrong length is no answer");
  const later = openChips(limited, chips.serialize(), 1).card;
  environmentOf(later);
  t.regex(send(later, ask), /9000$/);
  t.is(send(later, ask), "6983");
  send(later, SELECT_PURSE);
  t.regex(send(later, ask), /9000$/, "the purse's own key has its own count");
});

/** A purse that pays, loads and changes its password, by card and PSAM of one profile, whatever the cipher. */
for (const name of ["hangzhou", "medical-sm4"]) {
  const profile: Profile = {
    ...findProfile(name),
    purse: { ...findProfile(name).purse, openingBalanceFen: { deposit: 0, purse: 5000 } },
  };
  const { algorithm } = profile.purse;
  const id = algorithm === "SM4" ? "03" : "00";

  test(`${algorithm}: the purse says its cipher, pays with the PSAM's MAC1, and the PSAM takes its MAC2`, (t) => {
    const { card, psam } = chipsAtWork(profile);
    send(card, `00 20 00 00 03 ${profile.password.initial}`);
    const { terminalId } = profile.psam;
    const init = send(card, `80 50 01 02 0B 01 000004E2 ${terminalId}`);
    t.is(init.slice(18, 22), `01${id}`, "key version and algorithm");
    const factor = profile.card.applicationSerialNumber.slice(4);
    const facts = `${init.slice(22, 30)} ${init.slice(8, 12)} 000004E2 06 ${WHEN} ${init.slice(18, 22)}`;
    const made = send(psam, `80 70 00 00 1C ${facts} ${factor}`);
    const debited = send(card, `80 54 01 00 0F ${made.slice(0, 8)} ${WHEN} ${made.slice(8, 16)}`);
    t.regex(debited, /^[0-9A-F]{16}9000$/);
    t.is(send(psam, `80 72 00 00 04 ${debited.slice(8, 16)}`), "9000");
    t.is(send(card, "80 5C 00 02 04"), "00000EA69000");
    t.is(send(psam, `80 70 00 00 1C ${facts.slice(0, -2)}02 ${factor}`), "9403", "a key of another cipher");
  });
}

test("the FCI of a purse: the issuer's data in 9F0C, and on a card of SM4 its cipher in tag 86 (LD/T 33-2015, 10.1)", (t) => {
  const fci = (name: string) => send(chipsAtWork(name).card, SELECT_PURSE);
  t.is(fci("medical-sm4"), "6F138409A00000000386980701A5069F0C03860103".concat("9000"));
  t.true(fci("hangzhou").startsWith("6F2E8409A00000000386980701A5219F0C1E"));
  t.regex(
    send(chipsAtWork("medical-sm4").card, "00 B0 95 00 1E"),
    /^1000000051010000.*9000$/,
    "EF 15 keeps them",
  );
});

test("commands of one informal source are known as the profile says: else 6D00 or 6A86", (t) => {
  const profile: Profile = {
    ...hangzhou,
    purse: { ...hangzhou.purse, knows: { unload: false, applicationUnblock: false } },
    social: {
      ...hangzhou.social!,
      medical: { ...hangzhou.social!.medical, knows: { balance: false, load: false } },
    },
  };
  const { card } = chipsAtWork(profile);
  t.is(send(card, `80 50 05 01 0B 01 00000001 ${TERMINAL}`), "6A86");
  t.is(send(card, `80 54 03 00 0B ${WHEN} 00000000`), "6A86");
  t.is(send(card, "84 18 00 00 04 00000000"), "6D00");
  send(card, SELECT_SSSE);
  send(card, SELECT_DF04);
  t.is(send(card, "B0 26 00 01 04"), "6D00");
  t.is(send(card, `B0 28 00 01 0B 01 00000001 ${TERMINAL}`), "6A86");
  t.is(send(card, `B0 2A 00 00 0B ${WHEN} 00000000`), "6D00");
  t.is(send(card, `B0 28 01 01 13 01 ${"00000001".repeat(3)} ${TERMINAL}`), "6982");
});

test("SSSE has EF07 and EF08, read after RKSSSE and written after UKSSSE or with a MAC under it", (t) => {
  const issuer = issuerOf("hangzhou");
  const { card } = openChips("hangzhou", undefined, 1);
  environmentOf(card);
  t.is(send(card, "00 B0 87 00 04"), "6982");
  t.is(issuer.authenticate(card, "RKSSSE"), "9000");
  t.is(send(card, "00 B0 87 00 04"), "000000009000");
  t.is(send(card, "00 D6 88 00 02 FFD8"), "6982");
  t.is(
    send(
      card,
      issuer.protectedCommand(card, "UKSSSE", "04 D6 88 00", () => bytes("FFD8")),
    ),
    "9000",
  );
  t.is(issuer.authenticate(card, "UKSSSE"), "9000");
  t.is(send(card, "00 D6 88 02 01 E0"), "9000");
  t.is(send(card, "00 B0 88 00 04"), "FFD8E0009000");
});

test("every file that the public layouts list is there, in layout 2.0 and in 3.0", (t) => {
  const listed: { readonly [directory: string]: string } = {
    DF01: "EF05 EF06 EF07 EF08 EF09 EF0A EF15",
    DF02: "EF06 EF07 EF09 EF15 EF16",
    DF03: "EF05 EF06 EF07 EF15 EF16 EF17 EF18 EF19",
    DF04: "EF05 EF06 EF08 EF15",
    DF00: "EF05 EF06 EF07 EF08",
  };
  for (const name of ["hangzhou", "medical-sm4"]) {
    const { card } = openChips(name, undefined, 1);
    environmentOf(card);
    for (const [directory, files] of Object.entries(listed)) {
      send(card, `00 A4 00 00 02 ${directory}`);
      for (const file of files.split(" "))
        t.regex(send(card, `00 A4 00 00 02 ${file}`), /9000$/, `${directory} ${file}`);
    }
  }
});
