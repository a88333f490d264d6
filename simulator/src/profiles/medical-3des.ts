/** A social-security card of layout 2.0 with 3DES: account at the centre, the card keeps the record of it. */
import { medical3des as city } from "@duka/protocol/cities";
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

export const medical3des: Profile = {
  ...city,
  assumed: [
    "password: initial value, limit and rules are examples, of no city",
    "purse: all of it; the card is meant for its medical account",
    "social: everything that the standards leave open, see the members' descriptions",
    "all keys, numbers and names: made up for the simulator",
  ],
  card: {
    ...commonCard,
    chipMaker: "0081",
    operatingSystem: "484242",
    issuer: "1000000043010000",
    applicationSerialNumber: "43018653000200000021",
    // 欧阳海燕
    holderNameGbk: "C5B7D1F4BAA3D1E0",
    holderIdNumber: "430102198506050027",
    electrical: { contactless: true, voltageClasses: ["A", "B"] },
  },
  pin: commonPin,
  purse: commonPurse,
  keys: purseKeys("430100000000000000000000D"),
  psam: { ...commonPsam, serialNumber: "43018653000900000077", terminalId: "430100000077" },
  social: {
    ...commonSocial,
    ...socialKeys("430100", "1"),
    layout: "2.0",
    algorithm: "3DES",
    cardSerial: "00000021",
    issuer: "915600000243010043010001",
    cardNumber8: "B7654321",
    socialSecurityNumber: "430102198506050027",
    holderName: "欧阳海燕",
    sex: "2",
    birthplace: "430102",
    birthday: "19850605",
    medical: commonMedical,
  },
};
