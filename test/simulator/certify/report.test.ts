/** `duka-sim certify` as a program: the formats, the signature, what is refused, and a reader on a line. */
import { createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "@duka/simulator/certify/certify";
import { reportHtml } from "@duka/simulator/certify/report-html";
import test from "ava";
import { oneObject } from "../../support/programs/json-check.js";
import { runTool, whileItRuns } from "../../support/programs/tools.js";
import { folderOf } from "../../support/values/folder.js";

/** Of a reader that names itself by what it likes. */
const EMPTY: Report = {
  reader: "",
  version: "0",
  statement: { en: "", zh: "" } as never,
  counts: { passed: 0, failed: 0, notRun: 0 },
  elapsedMs: 0,
  outside: [],
  clauses: [],
  cases: [],
};

const STATEMENTS = [/not a certificate: no one is certified by it/, /不是认证证书，不构成任何认证/];

type Told = {
  report: {
    counts: { passed: number; failed: number; notRun: number };
    cases: { name: string; clause: string; expected: string; seen: string; verdict: string; tier: string }[];
  };
  signature?: { publicKey: string; value: string };
};

test.serial(
  "JSON, signed: the signature is over the report by the key that was given; without a key there is none",
  async (t) => {
    const folder = folderOf(t);
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const key = join(folder, "key.pem");
    writeFileSync(key, privateKey.export({ format: "pem", type: "pkcs8" }));
    const ran = await runTool("duka-sim", ["certify", "--reader", "sim:pos", "--json", "--sign", key]);
    t.is(ran.code, 0, ran.told);
    const { report, signature } = oneObject(ran.out) as unknown as Told;
    const given = createPublicKey({
      key: Buffer.from(signature!.publicKey, "base64"),
      format: "der",
      type: "spki",
    });
    t.true(given.equals(publicKey));
    const isGenuine = (of: unknown) =>
      verify(null, Buffer.from(JSON.stringify(of)), given, Buffer.from(signature!.value, "base64"));
    t.true(isGenuine(report));
    t.false(isGenuine({ ...report, reader: "another" }));
    for (const one of report.cases) {
      for (const member of ["name", "clause", "expected", "seen"] as const) t.true(one[member].length > 0);
    }
    for (const statement of STATEMENTS) t.regex(ran.out, statement);
  },
);

test.serial(
  "a reader that fails: exit code 1, the failure with clause, expected and seen, in text and as JUnit",
  async (t) => {
    const file = join(folderOf(t), "report.xml");
    const words = ["certify", "--reader", "sim:", "--defect", "wrong-le"];
    const text = await runTool("duka-sim", words);
    t.is(text.code, 1);
    t.regex(
      text.out,
      /FAILED 256_bytes_response \(ISO\/IEC 7816-3, 10\.3\.2\)\n {2}expected .*256 bytes\n {2}seen .*6C 00/,
    );
    for (const statement of STATEMENTS) t.regex(text.out, statement);
    t.is((await runTool("duka-sim", [...words, "--format", "junit", "--out", file])).code, 1);
    const xml = readFileSync(file, "utf8");
    t.regex(
      xml,
      /<testsuite name="conformance of sim:pos with the defect wrong-le" tests="\d+" failures="1" skipped="4"/,
    );
    t.regex(
      xml,
      /classname="ISO\/IEC 7816-3, 10\.3\.2" name="256_bytes_response: [^"]*" time="0">\n {4}<failure message=/,
    );
    t.is(xml.match(/<testcase /g)?.length, Number(/tests="(\d+)"/.exec(xml)?.[1]));
    for (const statement of STATEMENTS) t.regex(xml, statement);
  },
);

test.serial(
  "HTML: one page with every case and clause, the failure marked, what a reader says escaped, both statements",
  async (t) => {
    const ran = await runTool("duka-sim", [
      "certify",
      "--reader",
      "sim:",
      "--defect",
      "wrong-le",
      "--format",
      "html",
    ]);
    t.is(ran.code, 1);
    t.is(ran.out.match(/<tr>|<tr class="failed">/g)?.length, 100 + 51);
    t.is(
      ran.out.match(/<tr class="failed"><td class="name" data-head="case">256_bytes_response</g)?.length,
      1,
    );
    t.notRegex(ran.out, /<script|https?:/);
    for (const statement of STATEMENTS) t.regex(ran.out, statement);
    t.false(reportHtml({ ...EMPTY, reader: "<script>&" }).includes("<script>&"));
  },
);

test.serial(
  "refused: a report that is there, a key that signs nothing, a signature of text, an unknown format, defect or reader",
  async (t) => {
    const folder = folderOf(t);
    const [there, key] = [join(folder, "there.json"), join(folder, "public.pem")];
    writeFileSync(there, "somebody's");
    writeFileSync(key, generateKeyPairSync("ed25519").publicKey.export({ format: "pem", type: "spki" }));
    const sim = ["--reader", "sim:"];
    for (const [words, code, told] of [
      [[...sim, "--out", there], 1, /there\.json is there already.*name another file with --out/],
      [
        ["--reader", "tcp://127.0.0.1:1"],
        3,
        /ECONNREFUSED.*\n {2}check host and port; .*duka-sim reader --tcp/,
      ],
      [["--reader", "serial:/dev/no-such-port"], 3, /no such port.*\n {2}\S/],
      [[...sim, "--json", "--sign", key], 2, /private key in PEM/],
      [[...sim, "--sign", key], 2, /give --json too/],
      [[...sim, "--format", "pdf"], 2, /text, junit, html, json, not "pdf"/],
      [[...sim, "--defect", "rust"], 2, /no defect "rust"/],
      [["--reader", "sim:toaster"], 2, /sim:pos, sim:pinpad, sim:sec1210/],
      [["--reader", "tcp://127.0.0.1:1", "--defect", "wrong-le"], 2, /for a simulated reader/],
      [["--reader", "nowhere"], 2, /a reader address is/],
    ] as const) {
      const ran = await runTool("duka-sim", ["certify", ...words]);
      t.is(ran.code, code, `${words.join(" ")}: ${ran.told}`);
      t.regex(ran.told, told);
    }
    t.is(readFileSync(there, "utf8"), "somebody's");
    t.false(existsSync(join(folder, "none")));
  },
);

for (const persona of ["pos", "pinpad"]) {
  // Alone: to end one service by Ctrl-C ends those of its process.
  test.serial(
    `a reader on a line (persona ${persona}) with someone's card: the tiers without an emulator are run, the rest is named`,
    async (t) => {
      const words = ["reader", "--tcp", "127.0.0.1:0", "--persona", persona, "--json"];
      await whileItRuns("duka-sim", words, {}, async (ready) => {
        const { address } = oneObject(ready) as { address: string };
        const reader = address.startsWith("tcp://") ? address : `tcp://${address}`;
        const ran = await runTool("duka-sim", ["certify", "--reader", reader, "--json"]);
        t.is(ran.code, 0, ran.out + ran.told);
        const { report } = oneObject(ran.out) as unknown as Told;
        t.deepEqual(
          report.cases
            .filter(({ tier, verdict }) => tier !== "scripted card" && verdict === "not run")
            .map(({ name }) => name),
          ["empty_slot", "pcsc_connect", "pcsc_atr", "pcsc_transmit", "pcsc_reconnect"],
        );
        t.is(report.counts.failed, 0);
        t.is(report.counts.passed, 12);
        t.true(report.cases.every(({ tier, verdict }) => tier !== "scripted card" || verdict === "not run"));
      });
    },
  );
}
