/** `ldt33` for a caller without tables of characters: texts are bytes of GB 18030 in hexadecimal, both ways. */
import { join } from "node:path";
import { decodeGb18030, encodeGb18030 } from "@duka/protocol/gb18030";
import { hexText, parseHex } from "@duka/protocol/layout";
import test, { type ExecutionContext } from "ava";
import { serve } from "../../support/programs/serve.js";
import { folderOf } from "../../support/values/folder.js";

function asked(t: ExecutionContext) {
  const served = serve(["--reader", "sim:hangzhou", "--journal", join(folderOf(t), "j.db")]);
  let id = 0;
  return {
    served,
    async ask(name: string, args: readonly unknown[], more: object = { textEncoding: "gb18030-hex" }) {
      id += 1;
      served.say(
        JSON.stringify({ id, method: "ldt33", params: { function: name, arguments: args, ...more } }),
      );
      return served.next();
    },
  };
}

test("a name in Chinese goes out and in as its GBK bytes", async (t) => {
  const { served, ask } = asked(t);
  const { result } = await ask("iReadCardBas", [1]);
  t.is(result?.code, 0);
  const hex = String(result?.pOutInfo);
  // 张三
  t.regex(hex, /7CD5C5C8FD7C/);
  const [, , number, id] = decodeGb18030(parseHex(hex)).split("|");
  const plain = await ask("iReadCardBas", [1], {});
  t.is(decodeGb18030(parseHex(hex)), String(plain.result?.pOutInfo));
  const card = hexText(encodeGb18030(`${id}|${number}|`));
  const address = hexText(encodeGb18030("SSSEEF06|09|$"));
  const read = (await ask("iReadCard", [1, 1, card, address])).result;
  t.deepEqual([read?.code, decodeGb18030(parseHex(String(read?.pOutInfo)))], [0, "SSSEEF06|张三|$"]);
  await served.end();
});

test("an error's text is GB 18030 too; bytes that are none are -41, and what is no hexadecimal is the caller's mistake", async (t) => {
  const { served, ask } = asked(t);
  const refused = (await ask("iReadCardBas", [9])).result;
  t.is(refused?.code, -14);
  t.regex(decodeGb18030(parseHex(String(refused?.pOutInfo))), /^命令参数错，iType/);
  // FF begins no character.
  t.is((await ask("iReadCardBas_HSM_Step1", [1])).result?.code, 0);
  t.is(
    (await ask("iReadCard", [1, 1, "FF7C417C", hexText(encodeGb18030("SSSEEF06|09|$"))])).result?.code,
    -41,
  );
  t.like(await ask("iVerifyPIN", ["张三"]), { error: { kind: "usage" } });
  t.like(await ask("iVerifyPIN", [1], { textEncoding: "utf-8" }), { error: { kind: "usage" } });
  await served.end();
});
