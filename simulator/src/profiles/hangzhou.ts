/** A Hangzhou citizen card (市民卡) with a purse that pays for medicine, after the password. */
import { hangzhou as city } from "@duka/protocol/cities";
import {
  commonCard,
  commonMedical,
  commonPin,
  commonPsam,
  commonPurse,
  commonSocial,
  purseKeys,
  socialKeys,
} from "./city-card.js";
import type { Profile } from "./profile.js";

export const hangzhou: Profile = {
  ...city,
  assumed: [
    "password.initial: the city's initial password is not public; 123456 is usual elsewhere",
    "password.retryLimit: 6; other cities have 3, 8 and 10",
    "password: what the seeds say of Hangzhou; the rules for terminals are not public",
    "purse.macAttempts and blockedStatusWord",
    "social: layout, algorithm, lengths of further files",
    "medical: the balance on the card, the meaning of the three amounts",
    "purse.loadTac: new balance, sequence before it is counted up",
    "all keys, numbers and names: made up for the simulator",
  ],
  card: {
    ...commonCard,
    chipMaker: "0081",
    operatingSystem: "484242",
    issuer: "1000000033010000",
    applicationSerialNumber: "33018653000100174236",
    // 张三
    holderNameGbk: "D5C5C8FD",
    holderIdNumber: "330102199001011234",
    electrical: { contactless: true, voltageClasses: ["A", "B"] },
  },
  pin: commonPin,
  purse: { ...commonPurse, openingBalanceFen: { deposit: 0, purse: 500_00 } },
  keys: purseKeys("330100000000000000000000D"),
  psam: { ...commonPsam, serialNumber: "33018653000900000021", terminalId: "330100000021" },
  social: {
    ...commonSocial,
    ...socialKeys("330100", "0"),
    layout: "2.0",
    algorithm: "3DES",
    cardSerial: "00017423",
    issuer: "915600000233010033010001",
    cardNumber8: "A1234567",
    socialSecurityNumber: "330102199001011234",
    holderName: "张三",
    sex: "1",
    birthplace: "330102",
    birthday: "19900101",
    medical: { ...commonMedical, openingBalanceFen: 1_200_00 },
  },
};
