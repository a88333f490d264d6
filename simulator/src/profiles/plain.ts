/** A plain PBOC purse: pays without a password, as a purse of JR/T 0025 does. */
import { plain as city } from "@duka/protocol/cities";
import { commonCard, commonPin, commonPsam, commonPurse, purseKeys } from "./city-card.js";
import type { Profile } from "./profile.js";

export const plain: Profile = {
  ...city,
  assumed: [
    "password.retryLimit, purse.macAttempts and blockedStatusWord",
    "purse.loadTac: new balance, sequence before it is counted up",
    "all keys, numbers and names: made up for the simulator",
  ],
  card: {
    ...commonCard,
    chipMaker: "0090",
    operatingSystem: "464D53",
    issuer: "1000000000000000",
    applicationVersion: "01",
    applicationSerialNumber: "00008600000000000017",
    // 李四
    holderNameGbk: "C0EECBC4",
    holderIdNumber: "",
    electrical: { contactless: false, voltageClasses: ["A"] },
  },
  pin: commonPin,
  purse: {
    ...commonPurse,
    openingBalanceFen: { deposit: 300_00, purse: 100_00 },
  },
  keys: purseKeys("0000000000000000000000000"),
  psam: {
    ...commonPsam,
    operatingSystem: "464D53",
    serialNumber: "00008600000900000001",
    terminalId: "000000000001",
    environmentName: "none",
  },
  social: null,
};
