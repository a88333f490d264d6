/** A social-security card of layout 3.0 with SM4, its purse too; EF06 wants an external authentication. */
import { medicalSm4 as city } from "@duka/protocol/cities";
import {
  commonCard,
  commonMedical,
  commonPsam,
  commonPurse,
  commonSocial,
  purseKeys,
  socialKeys,
} from "./city-card.js";
import type { Profile } from "./profile.js";

export const medicalSm4: Profile = {
  ...city,
  assumed: [
    "password: initial value, limit and rules are examples, of no city",
    "purse: all of it, SM4 too; the card is meant for its medical account",
    "social: everything that the standards leave open, see the members' descriptions",
    "all keys, numbers and names: made up for the simulator",
  ],
  card: {
    ...commonCard,
    chipMaker: "0081",
    operatingSystem: "484242",
    issuer: "1000000051010000",
    applicationSerialNumber: "51018653000300000035",
    // 阿卜杜热西提, as far as a purse has room
    holderNameGbk: "B0A2B2B7B6C5C8C8CEF7CCE1",
    holderIdNumber: "510104197811100033",
    electrical: { contactless: true, voltageClasses: ["A", "B"] },
  },
  pin: { reference: 0x81 },
  purse: { ...commonPurse, algorithm: "SM4" },
  keys: purseKeys("510100000000000000000000D"),
  psam: { ...commonPsam, serialNumber: "51018653000900000077", terminalId: "510100000077" },
  social: {
    ...commonSocial,
    ...socialKeys("510100", "2"),
    layout: "3.0",
    algorithm: "SM4",
    cardSerial: "00000035",
    issuer: "915600000251010051010001",
    cardNumber8: "C0246813",
    socialSecurityNumber: "510104197811100033",
    holderName: "阿卜杜热西提·买买提艾力·阿不都热合曼",
    sex: "1",
    birthplace: "510104",
    birthday: "19781110",
    medical: { ...commonMedical, openingBalanceFen: 88_00 },
  },
};
