/** A plain PBOC purse: pays without a password, as a purse of JR/T 0025 does. */

export const plain = {
  name: "plain",
  title: "Plain PBOC purse (电子钱包)",
  assumed: [
    "pin.limit, purse.macAttempts and blockedStatusWord",
    "purse.loadTac: new balance, sequence before it is counted up",
    "all keys, numbers and names: made up for the simulator",
  ],
  card: {
    chipMaker: "0090",
    operatingSystem: "464D53",
    issuer: "1000000000000000",
    applicationVersion: "01",
    applicationSerialNumber: "00008600000000000017",
    validFrom: "20240101",
    validUntil: "20331231",
    // 李四
    holderNameGbk: "C0EECBC4",
    holderIdNumber: "",
    holderAccess: "free",
    logAccess: "free",
  },
  pin: { initial: "888888", limit: 3, answersEmptyVerify: true },
  purse: {
    openingBalanceFen: { deposit: 300_00, purse: 100_00 },
    maxBalanceFen: 0xffffffff,
    pinForPurchase: false,
    pinForLoad: false,
    logRecords: 10,
    recordedSequence: "next",
    initializeForgetsProof: false,
    loadTac: { balance: "new", sequence: "before" },
    macAttempts: 15,
    blockedStatusWord: 0x9303,
  },
  keys: {
    regionFactor: null,
    purchase: [{ index: 1, version: 1, masterKey: "00000000000000000000000000000001" }],
    load: [{ index: 1, version: 1, masterKey: "00000000000000000000000000000002" }],
    tacMasterKey: "00000000000000000000000000000003",
  },
  psam: {
    operatingSystem: "464D53",
    serialNumber: "00008600000900000001",
    terminalId: "000000000001",
    firstTerminalSequence: 1,
    keyIndex: 1,
    mac2Attempts: 15,
  },
};
