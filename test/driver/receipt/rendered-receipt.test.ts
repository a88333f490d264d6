/** Receipts for printers (ESC/POS) and screens (SVG): the same lines as the text, whatever stands in them. */
import type { Receipt } from "@duka/driver/receipt/receipt";
import { receiptLines } from "@duka/driver/receipt/receipt-text";
import { receiptEscPos, receiptSvg } from "@duka/driver/receipt/rendered-receipt";
import test from "ava";
import fc from "fast-check";
import { anyCharacter } from "../../support/values/any-character.js";
import { GENERAL_STANDARD_LIST } from "../../support/values/general-standard-list.js";
import { hex } from "../../support/values/hex.js";
import { receiptOfName } from "../../support/values/receipt-of-name.js";
import { printed } from "./esc-pos-printer.js";

const WAYS = [
  { language: "zh", columns: 32 },
  { language: "en", columns: 40 },
  { language: "both", columns: 32 },
] as const;

/** A blank line is a blank on the paper. */
function textOf(lines: readonly string[]): string[] {
  return lines.map((line) => line.trimEnd()).filter((line) => line !== "");
}

for (const { language, columns } of WAYS) {
  test(`ESC/POS in ${language}, ${columns} columns: initialise, the lines of the text, QR code, cut`, async (t) => {
    const receipt = receiptOfName("䶮三·买买提");
    const bytes = await receiptEscPos(receipt, { language, columns });
    const paper = printed(bytes);
    t.true(paper.initialised);
    t.deepEqual(textOf(paper.lines), textOf(receiptLines(receipt, language, columns)));
    t.is(paper.pictures.length, 1);
    t.is(paper.cuts, 1);
    t.is(hex(bytes.subarray(-7, -3)), "1D 56 42 00", "the cut is the last but the status");
  });
}

test("the QR code is square, of whole modules of 4 dots, with its three corners, and fits paper of 58 mm", async (t) => {
  for (const ref of ["S", "R".repeat(64), 'ab |{}\\~^`"_=-;:']) {
    const { rows } = printed(await receiptEscPos({ ...receiptOfName("张三"), ref }, { columns: 32 }))
      .pictures[0]!;
    const modules = rows.length / 4;
    t.is((modules - 17) % 4, 0);
    t.true(rows.length <= 384 - 2 * 16);
    const corner = `${"1".repeat(28)}0`;
    t.true(rows[0]!.startsWith(corner));
    t.is(rows[0]!.slice(rows.length - 29, rows.length), `0${"1".repeat(28)}`);
    t.true(rows[rows.length - 1]!.startsWith(corner));
  }
});

test("with a TAC that the centre has yet to tell, the QR code has the ref alone", async (t) => {
  const ref = "R".repeat(14);
  const known = printed(await receiptEscPos({ ...receiptOfName("张三"), ref })).pictures[0]!;
  const unknown = printed(await receiptEscPos({ ...receiptOfName("张三"), ref, tac: null })).pictures[0]!;
  t.true(unknown.rows.length < known.rows.length);
});

test("every character of the general standard list reaches the printer, and a GBK printer a mark for those it lacks", async (t) => {
  for (let at = 0; at < GENERAL_STANDARD_LIST.length; at += 100) {
    const name = GENERAL_STANDARD_LIST.slice(at, at + 100).join("");
    const paper = printed(await receiptEscPos(receiptOfName(name), { language: "zh" }));
    const start = paper.lines.findIndex((line) => line.startsWith("姓名"));
    const end = paper.lines.findIndex((line) => line.startsWith("单号"));
    const read = paper.lines.slice(start, end).join("");
    t.is(read.replace("姓名", "").replaceAll(" ", ""), name);
  }
  const paper = printed(await receiptEscPos(receiptOfName("𫭟三"), { language: "zh", encoding: "gbk" }));
  t.true(paper.lines.some((line) => line.endsWith("〓三")));
});

test("amounts of every size are printed to the fen, with 元 where Chinese is read and CNY in English, the unit once", async (t) => {
  for (const [amountFen, yuan] of [
    [1, "0.01"],
    [100, "1.00"],
    [1250, "12.50"],
    [4_294_967_295, "42949672.95"],
  ] as const) {
    const receipt = { ...receiptOfName("张三"), amountFen };
    for (const [language, value] of [
      ["zh", `${yuan}元`],
      ["en", `CNY ${yuan}`],
      ["both", `${yuan} 元`],
    ] as const) {
      const { lines } = printed(await receiptEscPos(receipt, { language, columns: 32 }));
      t.true(
        lines.some((line) => line.endsWith(` ${value}`)),
        value,
      );
    }
  }
});

/** What would cut paper, open a drawer, print a barcode, end a picture or open a link. */
const HOSTILE = [
  "\x1b@",
  "\x1dV\x00",
  "\x1bp\x00\x19\xfa",
  "\x10\x14\x01",
  "\n=\n",
  "====",
  "{code:1234}",
  "{command:\\x1bp}",
  "{image:AAAA}",
  "\\x1b@",
  "\\n=\\n",
  "a|b",
  '^^^big_under_"em"`iv`~',
  "</text><script>alert(1)</script>",
  "]]>&lt;&#x3c;<!--",
  '" onload="x',
  "\u202eevil\u2066",
  "\ud800",
  "\uFFFE",
  "\x85\x9b",
];

const PLACES: readonly [place: string, put: (text: string) => Receipt][] = [
  ["the name", (name) => receiptOfName(name)],
  ["the ref", (ref) => ({ ...receiptOfName("张三"), ref })],
  [
    "an item",
    (name) => ({ ...receiptOfName("张三"), detail: { items: [{ name, quantity: 1, amountFen: 1 }] } }),
  ],
  ["the institution", (institution) => ({ ...receiptOfName("张三"), detail: { institution } })],
  ["the card number", (cardNumber) => ({ ...receiptOfName("张三"), cardNumber })],
];

for (const [place, put] of PLACES) {
  test(`no text in ${place} commands the printer or changes the picture`, async (t) => {
    const texts = [
      ...HOSTILE,
      ...fc.sample(fc.string({ unit: anyCharacter, minLength: 1, maxLength: 40 }), { numRuns: 40, seed: 13 }),
    ];
    for (const text of texts) {
      const receipt = put(text);
      const paper = printed(await receiptEscPos(receipt, { columns: 32 }));
      t.is(paper.cuts, 1, JSON.stringify(text));
      t.is(paper.pictures.length, 1);
      t.is(paper.lines.length, receiptLines(receipt, "both", 32).length + 2);
      checkPicture(t, await receiptSvg(receipt));
    }
  });
}

/** Elements of ours alone, attributes in quotes, no reference to anything outside. */
function checkPicture(
  t: { is(a: unknown, b: unknown): unknown; deepEqual(a: unknown, b: unknown): unknown },
  svg: string,
) {
  const tags = svg.match(/<[^>]*>/g) ?? [];
  const names = new Set(
    tags.map(
      (tag) =>
        /^<\/?([a-zA-Z]+)(?:\s+[a-z0-9:-]+="[^"<]*")*\s*\/?>$/.exec(
          tag.replaceAll(/preserveAspectRatio|viewBox/g, "a"),
        )?.[1] ?? tag,
    ),
  );
  const known = ["svg", "rect", "defs", "filter", "feFlood", "feComposite", "g", "text", "tspan", "path"];
  t.deepEqual(
    [...names].filter((name) => !known.includes(name)),
    [],
  );
  t.deepEqual(svg.match(/\b(?:https?|data|javascript|file):[^"\s<]*/g), ["http://www.w3.org/2000/svg"]);
  const texts = svg.replaceAll(/<[^>]*>/g, "");
  t.is(/&(?!(?:#xa0|amp|lt|gt);)/.test(texts), false);
  t.is(/[^\P{C}\p{Co}\p{Cn}\n]/u.test(svg), false);
}

test("the picture has every character of the text in its place, and is the same each time", async (t) => {
  const receipt = receiptOfName("䶮三·买买提<&>");
  const svg = await receiptSvg(receipt, { columns: 32 });
  t.is(await receiptSvg(receipt, { columns: 32 }), svg);
  const lines = [...svg.matchAll(/<text>(.*?)<\/text>/g)].map(([, spans = ""]) =>
    spans
      .replaceAll(/<[^>]*>/g, "")
      .replaceAll("&#xa0;", " ")
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&amp;", "&"),
  );
  t.deepEqual(textOf(lines), textOf(receiptLines(receipt, "both", 32)));
  t.regex(svg, /^<svg width="384px" height="\d+px" viewBox="0 0 384 \d+"/);
});

test("wrong members are refused by name", async (t) => {
  const receipt = receiptOfName("张三");
  const error = { instanceOf: RangeError };
  await t.throwsAsync(receiptEscPos(receipt, { encoding: "utf-8" as never }), {
    ...error,
    message: /encoding must be one of gb18030, gbk, not "utf-8"/,
  });
  await t.throwsAsync(receiptEscPos(receipt, { columns: 48 as never }), { ...error, message: /columns/ });
  await t.throwsAsync(receiptSvg(receipt, { language: "fr" as never }), { ...error, message: /language/ });
  await t.throwsAsync(receiptSvg(receipt, { width: 3 } as never), { message: /width/ });
  await t.throwsAsync(receiptSvg(null as never), { instanceOf: TypeError });
});
