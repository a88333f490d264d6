/** Social-security card of layout 3.0 with SM4 */

import { medicalSm4Social } from "./medical-sm4-social.js";

export const medicalSm4 = {
  name: "medical-sm4",
  title: "Social-security card of layout 3.0 with SM4",
  assumed: [
    "pin: initial value, limit and policy are examples, of no city",
    "purse: all of it; the card is meant for its medical account",
    "social: everything that the standards leave open, see the members' descriptions",
    "all keys, numbers and names: made up for the simulator",
  ],
  card: {
    chipMaker: "0081",
    operatingSystem: "484242",
    issuer: "1000000051010000",
    applicationVersion: "02",
    applicationSerialNumber: "51018653000300000035",
    validFrom: "20240101",
    validUntil: "20331231",
    // 张三
    holderNameGbk: "D5C5C8FD",
    holderIdNumber: "330102199001011234",
    holderAccess: "free",
    logAccess: "free",
    electrical: { contactless: true, voltageClasses: ["A", "B"] },
  },
  pin: {
    initial: "000000",
    limit: 8,
    answersEmptyVerify: false,
    policy: { initialMayPay: true, mayReturnToInitial: true, triesUnknownCounter: true },
  },
  purse: {
    openingBalanceFen: { deposit: 0, purse: 0 },
    maxBalanceFen: 0xffffffff,
    pinForPurchase: true,
    pinForLoad: true,
    logRecords: 10,
    recordedSequence: "next",
    initializeForgetsProof: false,
    loadTac: { balance: "new", sequence: "before" },
    macAttempts: 15,
    blockedStatusWord: 0x9303,
    compositeRecords: [
      "011A000000000000000000000000000000000000000000000000",
      "021A000000000000000000000000000000000000000000000000",
    ],
  },
  keys: {
    regionFactor: null,
    purchase: [{ index: 1, version: 1, masterKey: "510100000000000000000000D0000001" }],
    load: [{ index: 1, version: 1, masterKey: "510100000000000000000000D0000002" }],
    tacMasterKey: "510100000000000000000000D0000003",
    unload: [{ index: 1, version: 1, masterKey: "510100000000000000000000D0000004" }],
    internalMasterKey: "510100000000000000000000D0000005",
    maintenanceMasterKey: "510100000000000000000000D0000006",
    unblockPinMasterKey: "510100000000000000000000D0000007",
    reloadPinMasterKey: "510100000000000000000000D0000008",
  },
  psam: {
    operatingSystem: "484242",
    serialNumber: "51018653000900000077",
    terminalId: "510100000077",
    firstTerminalSequence: 1,
    keyIndex: 1,
    mac2Attempts: 15,
    environmentName: "sx1",
  },
  social: medicalSm4Social,
};
