/**
 * Which password and which key open the files of DF01, DF03 and DF04: V2.0 of the file structure (tables 4 to 8), and
 * part 6 of 2011 where the city says so; driver and simulated card go by the same edition.
 */
import { cardFile } from "@duka/driver/card/card-files";
import { readConditions } from "@duka/driver/sscard/file-access";
import test from "ava";
import { cityOf, openRig, profileOf } from "../../support/card/sscard-rig.js";

const V2 = profileOf("2.0");
const PART_6 = { ...V2, readRights: "part-6" as const };

/** What a reader shows by the password, and by the key where the caller chose that; then the update key. */
const RIGHTS = [
  ["DF01EF05", "password", "RK1DF01", "UK1DF01", "password", "password"],
  ["DF01EF06", "password", "RK1DF01", "UK4DF01", "password", "password"],
  ["DF01EF07", "password", "RK1DF01", "UK2DF01", "password", "UK2DF01"],
  ["DF01EF08", "password", "RK1DF01", "UK3DF01", "password", "password"],
  ["DF01EF09", "password", "RK1DF01", "UK2DF01", "password", "UK2DF01"],
  ["DF01EF0A", "password", "RK1DF01", "UK5DF01", "password", "password"],
  ["DF01EF15", "password", "RK1DF01", "UK6DF01", "password", "password"],
  ["DF03EF05", "password", "RK2DF03", undefined, "password+RK2DF03", "password+RK2DF03"],
  ["DF03EF06", "password", "RK1DF03", undefined, "password", "RK1DF03"],
  ["DF03EF07", "password", "RK1DF03", undefined, "password+RK1DF03", "password+RK1DF03"],
  ["DF04EF05", "password", "RK1DF04", "UK1DF04", "password", "password"],
  ["DF04EF06", "password+RK1DF04", "password+RK1DF04", "UK2DF04", "password+RK1DF04", "password+RK1DF04"],
] as const;

function shown(address: string, readRights: "V2" | "part-6" | undefined, byKey: boolean): string {
  const card = { version: "2.00", session: { city: { readRights } } } as never;
  const { password, key } = readConditions(cardFile(address)!, card, byKey);
  return [...(password ? ["password"] : []), ...(key === undefined ? [] : [key])].join("+");
}

for (const [address, byPassword, byKey, update, byPassword6, byKey6] of RIGHTS) {
  test(`${address}: read by ${byPassword} or ${byKey}, written by ${update ?? "no one"}; by part 6 read by ${byPassword6} or ${byKey6}`, async (t) => {
    for (const edition of [undefined, "V2"] as const)
      t.deepEqual([shown(address, edition, false), shown(address, edition, true)], [byPassword, byKey]);
    t.deepEqual([shown(address, "part-6", false), shown(address, "part-6", true)], [byPassword6, byKey6]);
    t.is(cardFile(address)?.updateKey, update);
  });
}

const READS = [
  "DF01EF05|20|$",
  "DF01EF0A|37|$",
  "DF03EF05|61|$",
  "DF03EF06|45|$",
  "DF03EF07|70|$",
  "DF04EF05|81|$",
];

for (const [edition, profile] of [
  ["V2.0", V2],
  ["part 6", PART_6],
] as const) {
  test(`a card by ${edition}: every file is read by the password and by the key that its edition names`, async (t) => {
    for (const auth of [1, 2]) {
      const rig = await openRig(profile, { profile: cityOf(profile) });
      for (const address of READS)
        t.is((await rig.sscard.iReadCard(1, auth, rig.cardInfo, address)).code, 0, address);
    }
  });
}

test("a card by part 6 at a till of V2.0: what wants both is refused by the card (6982), not read", async (t) => {
  const rig = await openRig(PART_6, { profile: cityOf(V2) });
  t.is((await rig.sscard.iReadCard(1, 1, rig.cardInfo, "DF03EF05|61|$")).code, -27010);
});

const WRITES = [
  ["DF01EF05|0E|$", "DF01EF05|330106|$"],
  ["DF01EF06|24|$", "DF01EF06|330106|$"],
  ["DF01EF07|29|$", "DF01EF07|1|$"],
  ["DF01EF08|2B|$", "DF01EF08|2|$"],
  ["DF01EF0A|38|$", "DF01EF0A|01|$"],
  ["DF01EF15|2A|$", "DF01EF15|20|$"],
] as const;

for (const [address, data] of WRITES) {
  test(`${data} is written after its own update key (V2 table 4), and read back`, async (t) => {
    const rig = await openRig(V2);
    t.is((await rig.sscard.iWriteCard(1, rig.cardInfo, address, data)).code, 0);
    t.like(await rig.sscard.iReadCard(1, 1, rig.cardInfo, address), { code: 0, pOutInfo: data });
  });
}
