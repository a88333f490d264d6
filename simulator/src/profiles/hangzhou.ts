/** A Hangzhou citizen card (市民卡) with a purse that pays for medicine, after the password. */

export const hangzhou = {
  name: "hangzhou",
  title: "Hangzhou citizen card (杭州市民卡)",
  assumed: [
    "pin.initial: the city's initial password is not public; 123456 is usual elsewhere",
    "pin.limit: 6; other cities have 3, 8 and 10",
    "purse.macAttempts and blockedStatusWord",
    "purse.loadTac: new balance, sequence before it is counted up",
    "all keys, numbers and names: made up for the simulator",
  ],
  card: {
    chipMaker: "0081",
    operatingSystem: "484242",
    issuer: "1000000033010000",
    applicationVersion: "02",
    applicationSerialNumber: "33018653000100174236",
    validFrom: "20240101",
    validUntil: "20331231",
    // 张三
    holderNameGbk: "D5C5C8FD",
    holderIdNumber: "330102199001011234",
    holderAccess: "free",
    logAccess: "free",
  },
  pin: { initial: "123456", limit: 6, answersEmptyVerify: false },
  purse: {
    openingBalanceFen: { deposit: 0, purse: 500_00 },
    maxBalanceFen: 0xffffffff,
    pinForPurchase: true,
    pinForLoad: true,
    logRecords: 10,
    recordedSequence: "next",
    initializeForgetsProof: false,
    loadTac: { balance: "new", sequence: "before" },
    macAttempts: 15,
    blockedStatusWord: 0x9303,
  },
  keys: {
    regionFactor: null,
    purchase: [{ index: 1, version: 1, masterKey: "330100000000000000000000D0000001" }],
    load: [{ index: 1, version: 1, masterKey: "330100000000000000000000D0000002" }],
    tacMasterKey: "330100000000000000000000D0000003",
  },
  psam: {
    operatingSystem: "484242",
    serialNumber: "33018653000900000021",
    terminalId: "330100000021",
    firstTerminalSequence: 1,
    keyIndex: 1,
    mac2Attempts: 15,
  },
};
