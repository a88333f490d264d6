/** The part of a profile that says what the social-security card of a city is like. */

import type { DataOf } from "@duka/protocol/data/read-data";
import {
  decimals,
  described,
  flag,
  hexBytes,
  hexUpTo,
  integer,
  late,
  listOf,
  matching,
  members,
  oneOf,
  words,
} from "@duka/protocol/data/values";
import { isCitizenNumber } from "@duka/protocol/layout";

const MAX_FEN = 0xffffffff;

export const keyShape = late(() =>
  members({
    index: described(integer(0, 255), "Key index of INITIALIZE, by which the terminal chooses"),
    version: described(integer(0, 255), "Key version that INITIALIZE answers and the PSAM is told"),
    masterKey: described(hexBytes(16), "The issuer's master key, from which card keys come. Test keys only"),
  }),
);

const access = () =>
  described(
    matching(
      "(free|never|pin|[A-Z0-9]+)( (or|and) (pin|[A-Z0-9]+))*",
      'a condition such as "pin or RK1DF01"',
    ),
    "free, never, pin, the name of a key of the same directory, or such joined by or / and",
  );

const file = () =>
  members({
    directory: oneOf("SSSE", "DF01", "DF02", "DF03", "DF04", "DF05", "DF07"),
    fileId: hexBytes(2),
    read: access(),
    update: access(),
    records: described(
      listOf(members({ tag: hexBytes(1), value: hexUpTo(120) })),
      "Of a file with tagged records",
    ),
    cyclicRecordLength: described(integer(0, 200), "Not 0: a cyclic file, written by APPEND RECORD"),
    transparentBytes: described(integer(0, 4096), "Not 0: a transparent file of this size, filled with 00"),
  });

const masterKeys = () =>
  members({
    IRK: hexBytes(16),
    BK: hexBytes(16),
    PUK: hexBytes(16),
    UKSSSE: hexBytes(16),
    RKSSSE: hexBytes(16),
    STKSSSE: hexBytes(16),
    UK1DF01: hexBytes(16),
    UK2DF01: hexBytes(16),
    UK3DF01: hexBytes(16),
    UK4DF01: hexBytes(16),
    UK5DF01: hexBytes(16),
    UK6DF01: hexBytes(16),
    RK1DF01: hexBytes(16),
    RK1DF03: hexBytes(16),
    RK2DF03: hexBytes(16),
    LKDF04: hexBytes(16),
    RK1DF04: hexBytes(16),
    UK1DF04: hexBytes(16),
    UK2DF04: hexBytes(16),
    STKDF04: hexBytes(16),
    DSK: hexBytes(16),
    DLK: hexBytes(16),
    DTK: hexBytes(16),
  });

const medical = () =>
  members({
    openingBalanceFen: integer(0, MAX_FEN),
    use: described(
      oneOf("1", "2").optional(),
      "Item 8F, how the card is used: 1 on line, 2 off line (V2 table 49); never written where left out",
    ),
    unknownStart: described(
      oneOf("totals", "balance", "zeros"),
      "First 14 bytes of the answer to INITIALIZE FOR MEDICAL PURCHASE. totals: balance, self-pay and pool of the year, year (P5 table 71); older cards are met with others",
    ),
    provable: described(flag, "Does GET TRANSACTION PROVE know the account's last transaction?"),
    provenBy: described(
      oneOf("both", "B02E", "805A").optional(),
      "Which GET TRANSACTION PROOF the account knows: that of part 5, 7.4, that of the purse, or both, where left out",
    ),
    noInitialize: described(
      oneOf("6901", "6985").optional(),
      "What CREDIT and DEBIT without INITIALIZE are answered; 6901 where left out (P5 table 49)",
    ),
    pinForBalance: described(
      flag.optional(),
      "Do balances and starting day want the password, where the holder has set one? They do where left out (P5 7.3.1)",
    ),
    annualStart: described(
      decimals(8),
      "Date on which the first year of the totals starts; MMDD is the starting day of every year until UPDATE STARTING DAY",
    ),
    startingDayKeyId: described(
      integer(0x80, 0x8f).optional(),
      "Identifier of DSK for EXTERNAL AUTHENTICATION, which UPDATE STARTING DAY wants first; 135 (87 hex) where left out, as no text gives one",
    ),
    logRecordLength: described(
      oneOf(28, 20).optional(),
      "Of the log of transactions: 28 where left out; 20 of a card in account mode alone, which keeps the account's amount (P7 12)",
    ),
    knows: members({
      balance: described(flag, "GET BALANCE (B0 26) of the account and of the year's totals"),
      load: described(flag, "INITIALIZE and CREDIT FOR MEDICAL LOAD (B0 28 00, B0 2A)"),
    }),
  });

export const socialShape = late(() =>
  members({
    layout: described(
      oneOf("1.0", "2.0", "3.0"),
      "Version of the file structure; 3.0 protects EF06 with RKSSSE",
    ),
    algorithm: described(
      oneOf("3DES", "SM4", "SSF33"),
      "SSF33 is not published: such a card refuses what needs a key",
    ),
    statesAlgorithm: described(flag, "Does the FCI say it (9F0C, tag 86)? Older cards do not"),
    processKeyLength: described(
      oneOf(8, 16),
      "3DES: length of the key made from a challenge; 8 by the card standard (part 4, 8.4), 16 is met too",
    ),
    sm4Reduction: described(
      oneOf("left", "xor"),
      "SM4. xor, the card standard's (part 4, 8.2.4, 8.4, 9.3.2): keys from the challenge filled up with 00, " +
        "halves or words joined into authentication and MAC; left: from challenge and complement, the first bytes",
    ),
    keyAttempts: described(integer(1, 15), "Wrong authentications in a row until a key is locked"),
    cardSerial: decimals(8),
    cardClass: hexBytes(1),
    issuer: described(
      hexBytes(12),
      "Initialising organisation: 9156000002, issuing region 3, its own region 3, number 1 (V2 table 12)",
    ),
    issueDate: decimals(8),
    validUntil: decimals(8),
    cardNumber8: described(
      matching("[0-9A-Z]{8}", "8 digits or capital letters"),
      "Card number without its check character",
    ),
    socialSecurityNumber: matching(
      "[0-9]{17}[0-9X]",
      "18 characters, digits and perhaps X at the end",
    ).refine(isCitizenNumber, { error: "must be a citizen's number whose check character is right" }),
    holderName: words,
    sex: oneOf("1", "2", "9"),
    nation: hexBytes(1),
    birthplace: decimals(6),
    birthday: decimals(8),
    masterKeys: masterKeys(),
    keyRootLevel: described(
      oneOf(1, 2, 3).optional(),
      "Whose roots the PSAM's other keys are: 1 the national ones, where left out, 2 a province's, 3 a city's, which lie under use bytes of fewer levels (P9 8, annex B)",
    ),
    purchaseLevels: described(oneOf(1, 2, 3), "Levels between the PSAM's purchase key and the card's"),
    purchase: listOf(keyShape(), 1),
    load: listOf(keyShape(), 1),
    medical: medical(),
    files: described(listOf(file()), "Further files of the applications"),
  }),
);

export type SocialMembers = DataOf<ReturnType<typeof socialShape>>;
