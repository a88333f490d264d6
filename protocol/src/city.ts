/**
 * A city profile (城市参数): what differs from city to city about the card, its password and its accounts. Data, declared
 * once for terminals and for the simulator; the sources give ranges, not one national rule, so nothing of this is
 * written into code.
 */
import type { z } from "zod";
import { rangeError } from "./data/bilingual.js";
import { type DataOf, readData } from "./data/read-data.js";
import {
  decimals,
  described,
  flag,
  integer,
  late,
  listOf,
  matching,
  members,
  mustBe,
  oneOf,
  withRules,
  words,
} from "./data/values.js";

const shortFileIdentifier = integer(1, 30, ["a short file identifier, 1 to 30", "短文件标识符，1 至 30"]);
const keyIndex = integer(0, 255, ["0 to 255", " 0 至 255"]);

/** What an amount of a medical purchase stands for: public sources differ, so the city says it. */
const medicalAmount = oneOf("account", "self-payment", "pool", "account-and-pool", "total", "zero");

const medical = () =>
  members({
    balanceAt: described(
      oneOf("card", "centre"),
      "Where the account's money is. At the centre: the card keeps the record of a purchase, whose TAC has the centre pay",
    ),
    accountInUse: described(
      oneOf("item-8F", "city").optional(),
      'Who says that the account on the card is used: the card, by item 8F of DF04 EF05, where left out ("1", on line, is refused: V2 table 49, P7 10.3); the city alone, as for cards whose item 8F means nothing',
    ),
    purchaseKeyIndex: described(keyIndex, "Index of the account's purchase key on the card"),
    loadKeyIndex: described(keyIndex, "Index of the account's load key on the card"),
    amounts: described(
      listOf(medicalAmount, 3, 3),
      "What the three amounts of the card command are, in order",
    ),
    accountAmount: described(
      oneOf(0, 1, 2),
      "Which of them, counted from 0, is the account's; it leaves the account on the card where the money is there",
    ),
    logFile: described(shortFileIdentifier, "Short file identifier of the account's log"),
    initializeStart: described(
      oneOf("totals", "ignored").optional(),
      "What the first 14 bytes of INITIALIZE's answer are: totals, balance and totals of the year (P5 table 71), where left out; ignored: the balance is asked before, as of cards of other editions",
    ),
    proof: described(
      oneOf("B02E", "805A", "none").optional(),
      "Which GET TRANSACTION PROOF is sent first; the other one follows where the card does not know it. B02E where left out (P5 7.4); none: it is not asked",
    ),
    proofTypes: described(
      oneOf("31-32", "01-02").optional(),
      "How B0 2E names load and purchase: 31 and 32 where left out (V2 table 51)",
    ),
  });

const password = () =>
  members({
    initial: described(
      matching("[0-9]{4,16}", ["4 to 16 decimal digits", " 4 至 16 位数字"]),
      "What an issued card has until its holder changes it",
    ),
    lengthMin: described(integer(4, 16, ["4 to 16", " 4 至 16"]), "Digits of a password, at least"),
    lengthMax: described(integer(4, 16, ["4 to 16", " 4 至 16"]), "Digits of a password, at most"),
    retryLimit: described(integer(1, 15), "Wrong tries in a row that lock the password"),
    initialMayPay: described(
      flag,
      "False where a card with its initial password may be read but not debited (LD/T 33, -35)",
    ),
    neededForPurchase: described(flag, "False where a purchase needs no password; a deposit always does"),
    neededForLoad: described(flag, "False where a load needs no password; a deposit always does"),
    initialMayBeChosen: described(
      flag,
      "True where a holder may choose the initial password again (LD/T 33, -36)",
    ),
    answersEmptyVerify: described(
      flag.optional(),
      "Does the card answer VERIFY without data, and take no try for it: with the tries left, or 9000 where no password was set? It does where left out (P5 6.14.5); false for cards that refuse it, or count it",
    ),
    tryWhenCounterUnknown: described(
      flag,
      "True where the initial password may be tried once on a card whose tries left are not known",
    ),
    asksMax: described(integer(1, 10, ["1 to 10", " 1 至 10"]), "How often a person is asked in one sale"),
  });

const starts = listOf(matching("([0-9A-F]{2})+", ["bytes in hexadecimal", "十六进制字节"]), 1);

const cardChecks = () =>
  members({
    classes: described(
      starts.optional(),
      "Classes of card (item 02) that pay; 31 to 34 where left out (V2 table 11)",
    ),
    versions: described(
      listOf(matching("[0-9.]{1,4}", ["the beginning of a version", "版本号的开头"]), 1).optional(),
      "How the versions of the file structure (item 03) begin that pay; 1., 2. and 3. where left out",
    ),
    initialisers: described(
      starts.optional(),
      "How the organisations that initialised the cards (item 04) begin; 9156000002 where left out (V2 table 12)",
    ),
    validity: described(
      flag.optional(),
      "False where cards pay whatever their dates say; true, the standard's, where left out",
    ),
    blacklistDaysMax: described(
      integer(1, 3660, ["1 to 3660 days", " 1 至 3660 天"]).optional(),
      "How old the till's blacklist may be; a till without one sells nothing then. Left out: a list is looked at where there is one, whatever its age",
    ),
  });

const keyRules = () =>
  members({
    cityFactorDigits: described(
      oneOf(6, 4).optional(),
      "Digits of the region in the factor of the city's keys: 6 where left out (P9 7.3.2); 4 and two zeros, as LD/T 33 has it for Zhejiang",
    ),
    authenticationFactor: described(
      oneOf("last", "first").optional(),
      "Which of two challenges in a row is the process factor: the last where left out (P7 6.6)",
    ),
    sm4FactorBytes: described(
      oneOf(16, 8).optional(),
      "SM4: bytes of process factor and source that a PSAM is given, filled up with 00: 16 where left out (P9 9.7, 9.8); 8: it fills them up, and joins the halves of an authentication, by itself",
    ),
    environment: described(
      oneOf("initialized", "left-out").optional(),
      "Is a PSAM told the card's region by INITIALIZE ENVIRONMENT (BF EC) before it makes a key? It is, where left out and where it knows the command (P9 9.3)",
    ),
    levels: described(
      oneOf(1, 2, 3).optional(),
      "Factors that the city's PSAMs want for any key; tried one by one where left out (P9 8)",
    ),
  });

export const cityMembers = late(
  () =>
    ({
      name: described(
        matching("[a-z][a-z0-9-]{0,31}", [
          "1 to 32 lower-case letters, digits and hyphens, a letter first",
          " 1 至 32 个小写字母、数字和连字符，字母开头",
        ]),
        "Such as hangzhou",
      ),
      title: members({ en: words, zh: words }),
      region: described(
        decimals(6),
        "Administrative division: by it the key server knows the city's keys, and a card its city. Pairs of zeros at its end stand for all of it: 330100 is Hangzhou with its districts, 330000 a province, 000000 any",
      ),
      issuers: described(
        listOf(
          matching("([0-9A-F]{2}){1,12}", ["1 to 12 bytes in hexadecimal", " 1 至 12 字节的十六进制"]),
          1,
        ).optional(),
        "How the issuers of these cards begin: item 04 of a social-security card, the issuer identification in the public data of a purse. Left out: any issuer of the region",
      ),
      algorithm: described(
        oneOf("3des", "sm4"),
        "Cipher of the city's cards, by which the centre knows a card that does not say it",
      ),
      application: described(
        matching("([0-9A-F]{2}){5,16}", ["5 to 16 bytes in hexadecimal", " 5 至 16 字节的十六进制"]),
        "DF name of the purse application",
      ),
      psamApplication: described(
        matching("([0-9A-F]{2}){2,16}", ["2 to 16 bytes in hexadecimal", " 2 至 16 字节的十六进制"]),
        "DF name or two-byte file identifier of the application on the PSAM",
      ),
      publicFile: described(
        shortFileIdentifier,
        "Short file identifier of the public application data (PBOC: 21, EF15)",
      ),
      logFile: described(shortFileIdentifier, "Short file identifier of the purse's log (PBOC: 24, EF18)"),
      purchaseKeyIndex: described(keyIndex, "Index of the purse's purchase key on the card"),
      loadKeyIndex: described(keyIndex, "Index of the purse's load key on the card"),
      transactionSequence: described(
        oneOf("initialized", "initialized-plus-one"),
        "What proof and log call a purchase: the sequence number that INITIALIZE answered, or that number + 1, as most programs in the field have it",
      ),
      medical: described(medical().optional(), "Left out where cards have no medical account"),
      commitUnverified: described(
        oneOf("never", "proved", "always").optional(),
        "Whose purchase is committed when PSAM or key server is lost before the card's MAC2 was checked: no card's, that of a card that authenticated itself by another key in this visit (proved, the default), any card's; without MAC2 no card's ever is",
      ),
      fileSelection: described(
        oneOf("P1-02", "P1-00", "SFI").optional(),
        "How an elementary file is selected: SELECT with P1 02 where left out (P5 table 35), with 00, the other one where the card does not know it; SFI: each command names it by its short identifier, and nothing is selected",
      ),
      keyRules: described(
        keyRules().optional(),
        "How keys are made from the city's, and how a PSAM is asked for them; as the standard has it where left out",
      ),
      readRights: described(
        oneOf("V2", "part-6").optional(),
        "Who may read the files of DF01, DF03 and DF04: as V2.0 of the file structure has it where left out; as part 6 of 2011 has it. Files of the holder (SSSE EF06) go by the card's own version",
      ),
      cardChecks: described(
        cardChecks().optional(),
        "What the till checks on a card before a password is asked for (P7 5.4, 5.5)",
      ),
      password: password(),
    }) as const,
);

/**
 * Members that a file of the simulator has besides: what only a card has, and where an editor finds the schema. A
 * terminal passes over them.
 */
export const CARD_MEMBERS = ["$schema", "assumed", "card", "pin", "purse", "keys", "psam", "social"] as const;

const cityOnly = late(() => members(cityMembers()));

/** What hangs together among a city's members, for every declaration that has them. */
export function cityFaults({ password: rules, publicFile, logFile }: z.output<ReturnType<typeof cityOnly>>) {
  const { initial, lengthMin, lengthMax } = rules;
  const all = [
    [lengthMax >= lengthMin, "password.lengthMax", ["password.lengthMin to 16", " password.lengthMin 至 16"]],
    [
      initial.length >= lengthMin && initial.length <= lengthMax,
      "password.initial",
      ["as long as a password of this city", "与本城市密码等长的数字"],
    ],
    [publicFile !== logFile, "logFile", ["another one than publicFile", "与 publicFile 不同的文件"]],
  ] as const;
  return all
    .filter(([holds]) => !holds)
    .map(([, path, expected]) => ({ path: path.split("."), message: mustBe(expected) }));
}

const citySchema = late(() => withRules(cityOnly(), cityFaults));

export type CityProfile = DataOf<ReturnType<typeof cityOnly>>;
type CardChecks = { readonly [name in "classes" | "versions" | "initialisers"]: readonly string[] } & {
  readonly validity: boolean;
  readonly blacklistDaysMax: number | undefined;
};

/** With what the standard's edition says where the city says nothing. */
export function cardChecksOf({ cardChecks = {} }: CityProfile): CardChecks {
  const { classes = ["31", "32", "33", "34"], versions = ["1.", "2.", "3."] } = cardChecks;
  const { initialisers = ["9156000002"], validity = true, blacklistDaysMax } = cardChecks;
  return { classes, versions, initialisers, validity, blacklistDaysMax };
}

/** With what the standard's edition says where the city says nothing. */
export function keyRulesOf({ keyRules = {} }: Pick<CityProfile, "keyRules">) {
  const { cityFactorDigits = 6, authenticationFactor = "last", sm4FactorBytes = 16 } = keyRules;
  const { environment = "initialized", levels } = keyRules;
  return { cityFactorDigits, authenticationFactor, sm4FactorBytes, environment, levels } as const;
}

export type KeyRules = ReturnType<typeof keyRulesOf>;

export type PasswordRules = CityProfile["password"];
export type MedicalCity = NonNullable<CityProfile["medical"]>;

/**
 * The city in a city's own file, or in one that describes a card of it too.
 * @throws RangeError naming the member that does not fit and what it must be
 */
export function readCity(value: unknown): CityProfile {
  return readData(citySchema(), withoutCard(value), "profile");
}

function withoutCard(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const ofCard: readonly string[] = CARD_MEMBERS;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !ofCard.includes(name)));
}

/** What names a file and not a shipped profile: it ends in .json, or has a slash in it. */
export function namesFile(word: string): boolean {
  return /\.json$|[\\/]/.test(word);
}

/** For a profile out of a file: its name is none of those that come with Duka. @throws RangeError */
export function checkOwnName(name: string, shipped: readonly Pick<CityProfile, "name">[]): void {
  if (shipped.some((city) => city.name === name)) {
    throw rangeError(
      `profile.name ${JSON.stringify(name)} is one that comes with Duka: choose another`,
      `profile.name ${JSON.stringify(name)} 与 Duka 自带的重名：请换一个`,
    );
  }
}
