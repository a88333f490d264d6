import { openAccount } from "@duka/driver/account/account";
import { Password } from "@duka/driver/base/password";
import { gb18030Bytes } from "@duka/driver/sscard";
import { SSCARD_FUNCTIONS } from "@duka/driver/sscard/function-table";
import test from "ava";
import { keyServer } from "../../support/card/key-server.js";
import { cityOf, LAYOUTS, type Layout, openRig, profileOf, type Rig } from "../../support/card/sscard-rig.js";

/** What iReadCardBas answers, without the MAC within the card identification code. */
const BAS: { readonly [layout in Layout]: RegExp } = {
  "1.0":
    /^330100\|330102199001011234\|A12345674\|330100D15600000500017423[0-9A-F]{8}\|张三\|00814842428653000100174236\|1\.00\|20240101\|20331231\|330100000021\|D-1\|$/,
  "2.0":
    /^330100\|330102199001011234\|A12345674\|330100D15600000500017423[0-9A-F]{8}\|张三\|00814842428653000100174236\|2\.00\|20240101\|20331231\|330100000021\|D-1\|$/,
  "3.0":
    /^510100\|510104197811100033\|C02468130\|510100D15600000500000035[0-9A-F]{8}\|阿卜杜热西提·买买提艾力·阿不都热合曼\|[0-9A-F]{26}\|3\.00\|20240101\|20331231\|510100000077\|D-1\|$/,
};

for (const layout of LAYOUTS) {
  const profile = profileOf(layout);
  const initial = profile.password.initial;
  const other = [...initial].reverse().join("").replace(/^./, "9");

  test(`${layout} iReadCardBas: eleven fields, each followed by a bar`, async (t) => {
    const { sscard, opened } = await openRig(profile);
    const { code, pOutInfo } = await sscard.iReadCardBas(1);
    t.is(code, 0, pOutInfo);
    t.regex(pOutInfo, BAS[layout]);
    t.deepEqual(opened, { times: 1, closed: 1 });
    t.true((await sscard.iReadCardBas(3)).pOutInfo === pOutInfo);
  });

  test(`${layout} iReadCardBas by the key server: the same output, the terminal number included`, async (t) => {
    const { sscard, cardInfo } = await openRig(profile);
    const step1 = await sscard.iReadCardBas_HSM_Step1(1);
    t.is(step1.code, 0, step1.pOutInfo);
    const [region, atr, algorithm, cardId, process, source, extProcess, extSource, end] =
      step1.pOutInfo.split("|");
    t.is(region, profile.region);
    t.regex(atr ?? "", /^3B6D0000/);
    t.is(algorithm, layout === "3.0" ? "03" : "01");
    t.is(cardId, cardInfo.split("|")[0]);
    t.is(end, "");
    const server = keyServer(profile);
    let key = `${server.authenticate("IRK", process!, source!)}|`;
    if (layout === "3.0") key += `${server.authenticate("RKSSSE", extProcess!, extSource!)}|`;
    else {
      t.deepEqual([extProcess, extSource], ["", ""], "below 3.0 both are empty");
      key += "|";
    }
    const step2 = await sscard.iReadCardBas_HSM_Step2(key);
    t.is(step2.code, 0, step2.pOutInfo);
    t.regex(step2.pOutInfo, BAS[layout]);
  });

  test(`${layout} iReadCard: files and items come back in the order in which they were asked for`, async (t) => {
    const { sscard, cardInfo, prompts } = await openRig(profile);
    const free = await sscard.iReadCard(1, 1, cardInfo, "SSSEEF05|02|01|06|$SSSEEF06|0D|0A|$");
    t.is(free.code, 0, free.pOutInfo);
    const { birthday, sex, validUntil } = profile.social!;
    const id = cardInfo.split("|")[0];
    t.is(free.pOutInfo, `SSSEEF05|3|${id}|${validUntil}|$SSSEEF06|${birthday}|${sex}|$`);
    t.deepEqual(prompts, []);
  });

  test(`${layout} iReadCard by password and by key; a file that wants both gets both`, async (t) => {
    const { sscard, cardInfo, prompts, card } = await openRig(profile);
    const byPassword = await sscard.iReadCard(1, 1, cardInfo, "DF01EF05|20|0E|$DF04EF05|81|$");
    t.is(byPassword.pOutInfo, "DF01EF05|||$DF04EF05||$", "never written: 00 as characters, F as digits");
    const before = card.heard.length;
    const byKey = await sscard.iReadCard(1, 2, cardInfo, "DF04EF05|81|$");
    t.is(byKey.pOutInfo, "DF04EF05||$");
    t.false(
      card.heard.slice(before).some((command) => command.startsWith("20")),
      "no VERIFY",
    );
    const both = await sscard.iReadCard(1, 2, cardInfo, "DF04EF06|90|92|93|$DF04EF08|$");
    t.is(both.pOutInfo, "DF04EF06|0|00000000|00|$DF04EF08|$");
    t.deepEqual(prompts, [], "the initial password is recognised");
  });

  test(`${layout} iReadCard by the key server: one file`, async (t) => {
    const { sscard, cardInfo } = await openRig(profile);
    const step1 = await sscard.iReadCard_HSM_Step1(1, cardInfo, "DF04EF06|90|$");
    t.is(step1.code, 0, step1.pOutInfo);
    const [algorithm, address, process, source] = step1.pOutInfo.split("|");
    t.deepEqual([algorithm, address], [layout === "3.0" ? "03" : "01", "0182"]);
    const key = `${keyServer(profile).authenticate("RK1DF04", process!, source!)}|`;
    t.deepEqual(await sscard.iReadCard_HSM_Step2(key), { code: 0, pOutInfo: "DF04EF06|0|$" });
    t.is((await sscard.iReadCard_HSM_Step2(key)).code, -12, "the steps are over");
  });

  test(`${layout} iWriteCard: a new record of special settlements (V2: after UK2DF04), by UPDATE RECORD previous, or APPEND RECORD`, async (t) => {
    const rig = await openRig(profile);
    const { sscard, cardInfo, card } = rig;
    const write = (record: string) => sscard.iWriteCard(1, cardInfo, "DF04EF15|$", `DF04EF15|${record}|$`);
    t.deepEqual(await write("000131"), { code: 0, pOutInfo: "" });
    t.true(card.heard.includes("dc 00 03"));
    card.fault = (command, execute) =>
      command[1] === 0xdc && command[3] === 0x03 ? Uint8Array.of(0x6a, 0x86) : execute();
    t.deepEqual(await write("000232"), { code: 0, pOutInfo: "" });
    t.true(card.heard.includes("e2 00 00"));
    const read = await sscard.iReadCard(1, 1, cardInfo, "DF04EF15|$");
    t.is(read.pOutInfo, "DF04EF15|000232|000131|$", "the newest first");
    t.is((await sscard.iReadCard(1, 2, cardInfo, "DF04EF15|$")).pOutInfo, read.pOutInfo, "by RK1DF04 too");
  });

  test(`${layout} iWriteCard: written values are read back; text is filled up and digits too`, async (t) => {
    const { sscard, cardInfo } = await openRig(profile);
    const written = await sscard.iWriteCard(
      1,
      cardInfo,
      "SSSEEF06|09|0D|$DF01EF05|21|0E|$",
      "SSSEEF06|李四|19991231|$DF01EF05|杭州市西湖区|330106|$",
    );
    t.deepEqual(written, { code: 0, pOutInfo: "" });
    const read = await sscard.iReadCard(1, 1, cardInfo, "SSSEEF06|09|0D|$DF01EF05|21|0E|$");
    t.is(read.pOutInfo, "SSSEEF06|李四|19991231|$DF01EF05|杭州市西湖区|330106|$");
  });

  test(`${layout} iWriteCard by the key server`, async (t) => {
    const { sscard, cardInfo } = await openRig(profile);
    const step1 = await sscard.iWriteCard_HSM_Step1(1, cardInfo, "SSSEEF06|0D|$");
    const [algorithm, address, process, source] = step1.pOutInfo.split("|");
    t.deepEqual([algorithm, address], [layout === "3.0" ? "03" : "01", "0094"]);
    const key = `${keyServer(profile).authenticate("UKSSSE", process!, source!)}|`;
    t.deepEqual(await sscard.iWriteCard_HSM_Step2(key, "SSSEEF06|20000229|$"), { code: 0, pOutInfo: "" });
    t.is((await sscard.iReadCard(1, 1, cardInfo, "SSSEEF06|0D|$")).pOutInfo, "SSSEEF06|20000229|$");
  });

  test(`${layout} iVerifyPIN recognises the initial password; a changed one is asked for`, async (t) => {
    const { sscard, prompts } = await openRig(profile, { typed: [initial, other, other, other] });
    t.deepEqual(await sscard.iVerifyPIN(1), { code: 0, pOutInfo: "" });
    t.deepEqual(prompts, []);
    t.deepEqual(await sscard.iChangePIN(1), { code: 0, pOutInfo: "" });
    t.deepEqual(prompts, ["请输入原密码", "请输入新密码", "请再次输入新密码"]);
    t.deepEqual(await sscard.iVerifyPIN(1), { code: 0, pOutInfo: "" });
    t.is(prompts.at(-1), "请输入密码");
  });

  for (const name of ["iUnblockPIN", "iUnlockPIN"] as const) {
    test(`${layout} ${name}, in both spellings and both ways, gives all tries back and keeps the password`, async (t) => {
      const { sscard, cardInfo, card } = await openRig(profile);
      lock(card, profile.password.retryLimit);
      t.is((await sscard.iVerifyPIN(1)).code, -52);
      t.deepEqual(await sscard[name](1, cardInfo), { code: 0, pOutInfo: "" });
      lock(card, profile.password.retryLimit);
      const server = keyServer(profile);
      const step1 = await sscard[`${name}_HSM_Step1`](1, cardInfo);
      const [, address, process, source] = step1.pOutInfo.split("|");
      t.is(address, "0090");
      const step2 = await sscard[`${name}_HSM_Step2`](`${server.authenticate("PUK", process!, source!)}|`);
      const [, message, challenge, header, empty] = step2.pOutInfo.split("|");
      t.deepEqual([message, header, empty], ["0173", "8424000004", ""]);
      const apdu = server.passwordCommand(challenge!, header!, "");
      t.is(apdu.length, 18);
      t.deepEqual(await sscard[`${name}_HSM_Step3`](`${apdu}|`), { code: 0, pOutInfo: "" });
      t.is(verifyByHand(card, initial), "9000");
    });
  }

  test(`${layout} iReloadPIN sets a new password, by the PSAM and by the key server`, async (t) => {
    const { sscard, cardInfo, prompts, card } = await openRig(profile, {
      typed: [other, other, initial, initial],
    });
    t.deepEqual(await sscard.iReloadPIN(1, cardInfo), { code: 0, pOutInfo: "" });
    t.deepEqual(prompts, ["请输入新密码", "请再次输入新密码"]);
    t.is(verifyByHand(card, other), "9000");
    const server = keyServer(profile);
    const step1 = await sscard.iReloadPIN_HSM_Step1(1, cardInfo);
    const [, address, process, source] = step1.pOutInfo.split("|");
    t.is(address, "0090");
    const step2 = await sscard.iReloadPIN_HSM_Step2(`${server.authenticate("PUK", process!, source!)}|`);
    t.is(step2.code, 0, step2.pOutInfo);
    const [algorithm, message, challenge, header, newPassword] = step2.pOutInfo.split("|");
    t.deepEqual(
      [algorithm, message, header, newPassword],
      layout === "3.0" ? ["03", "0173", "8424000114", initial] : ["01", "0173", "842400010C", initial],
    );
    const apdu = server.passwordCommand(challenge!, header!, newPassword!);
    t.is(apdu.length, layout === "3.0" ? 50 : 34);
    t.deepEqual(await sscard.iReloadPIN_HSM_Step3(`${apdu}|`), { code: 0, pOutInfo: "" });
    t.is(verifyByHand(card, initial), "9000");
  });
}

test("every function of the standard is there, by its name", (t) => {
  const names = Object.keys(SSCARD_FUNCTIONS);
  for (const name of [
    "iReadCardBas",
    "iReadCard",
    "iWriteCard",
    "iVerifyPIN",
    "iChangePIN",
    "iReloadPIN",
    "iUnblockPIN",
  ]) {
    t.true(names.includes(name), name);
  }
  t.true(names.includes("iReadDebitRecord"));
});

test("the text goes to a caller in GBK with a closing zero", async (t) => {
  const { sscard } = await openRig(profileOf("2.0"));
  const bytes = gb18030Bytes(await sscard.iReadCardBas(1));
  t.is(bytes.at(-1), 0);
  t.true(Buffer.from(bytes).includes(Buffer.from("D5C5C8FD", "hex")), "张三");
});

test("the second of two records with the same tag: 40:2", async (t) => {
  const records = [
    { tag: "40", value: "01" },
    { tag: "2A", value: "00" },
    { tag: "40", value: "02" },
  ];
  const file = {
    directory: "DF01",
    fileId: "EF15",
    read: "free",
    update: "never",
    records,
    cyclicRecordLength: 0,
  };
  const { sscard, cardInfo } = await openRig(profileOf("2.0", { files: [file] as never }));
  const read = await sscard.iReadCard(1, 1, cardInfo, "DF01EF15|2A|40:2|40|$");
  t.deepEqual(read, { code: 0, pOutInfo: "DF01EF15|00|02|01|$" });
  t.is((await sscard.iReadCard(1, 1, cardInfo, "DF01EF15|40:3|$")).code, -27267);
});

test("without a PSAM the key server's way works, and the terminal number is twelve zeros", async (t) => {
  const profile = profileOf("2.0");
  const { sscard, psam } = await openRig(profile);
  psam.chip = undefined;
  t.is((await sscard.iReadCardBas(1)).code, -2201);
  const step1 = (await sscard.iReadCardBas_HSM_Step1(1)).pOutInfo.split("|");
  const key = keyServer(profile).authenticate("IRK", step1[4]!, step1[5]!);
  const step2 = await sscard.iReadCardBas_HSM_Step2(`${key}||`);
  t.is(step2.code, 0, step2.pOutInfo);
  t.is(step2.pOutInfo.split("|")[9], "000000000000");
});

test("a file that is free needs no PSAM", async (t) => {
  const { sscard, psam, cardInfo } = await openRig(profileOf("2.0"));
  psam.chip = undefined;
  t.is((await sscard.iReadCard(1, 2, cardInfo, "SSSEEF05|06|$")).pOutInfo, "SSSEEF05|20331231|$");
});

/** Wrong tries, past the driver. */
function lock(card: Rig["card"], limit: number): void {
  for (let i = 0; i < limit; i++) verifyByHand(card, "135790");
}

function verifyByHand({ chip }: Rig["card"], password: string): string {
  const send = (apdu: string) =>
    Buffer.from(chip!.execute(Uint8Array.from(Buffer.from(apdu, "hex")))).toString("hex");
  chip!.powerOff();
  chip!.reset();
  send("00A404000F7378312E73682EC9E7BBE1B1A3D5CF");
  const answer = send(`002000000${password.length / 2}${password}`);
  chip!.powerOff();
  return answer;
}

test("one memory of the password: what one function has learned, iDoDebit and an account on the same journal know", async (t) => {
  const profile = profileOf("2.0");
  const rig = await openRig(profile, { typed: ["123456", "654321", "654321", "654321", "654321"] });
  const { sscard, cardInfo, prompts, card, journal, reader } = rig;
  t.is((await sscard.iChangePIN(1)).code, 0);
  const before = verifies(card.heard);
  t.is((await sscard.iDoDebit(1, cardInfo, "20.00|12.34|20261121140559|")).code, 0);
  t.is(verifies(card.heard) - before, 1, "the initial password is not tried");
  t.is(prompts.at(-1), "请输入密码");
  const asked: string[] = [];
  const account = openAccount({
    reader,
    journal,
    profile: cityOf(profile),
    askPassword: async ({ what = "current" }) => {
      asked.push(what);
      return Password.fromDigits("654321");
    },
  });
  const sale = { ref: "M-1", kind: "medical", amountFen: 100 } as const;
  t.is((await account.debit(sale)).outcome, "committed");
  t.is(verifies(card.heard) - before, 2);
  t.deepEqual(asked, ["current"]);
});

function verifies(heard: readonly string[]): number {
  return heard.filter((command) => command.startsWith("20")).length;
}
