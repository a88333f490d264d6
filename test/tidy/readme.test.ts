import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { listFiles, PACKAGES, ROOT, readPackage, readText } from "./repository.js";
import { samplesOf, sectionsOf } from "./samples.js";

/** What a person looks for first: ten lines of use, where things are, what it does not do. */
const SECTIONS = ["Use", "Files", "Limits"];

const DOCUMENTS = listFiles(/^(?:[\w/-]+\/)?(?:(?:README|CHANGELOG)(?:\.zh-CN)?|docs\/[\w-]+)\.md$/);

test("a sample is a block of ts that says that it runs", (t) => {
  const fence = "```";
  const markdown = `# a\n${fence}ts\n// runs\nlet a;\n${fence}\n${fence}ts\nlet b;\n${fence}\n## Use\n### Not\n## Limits\n`;
  t.deepEqual(samplesOf(markdown), [{ line: 2, code: "// runs\nlet a;\n" }]);
  t.deepEqual(sectionsOf(markdown), ["Use", "Limits"]);
});

for (const name of PACKAGES) {
  test(`${name}/README.md says what it is, how to use it, where things are and what the limits are`, (t) => {
    const text = readText(`${name}/README.md`);
    t.true(text.startsWith(`# ${readPackage(name).name}\n`));
    const sections = sectionsOf(text);
    t.deepEqual(
      SECTIONS.filter((section) => !sections.includes(section)),
      [],
    );
  });

  test(`${name}/README.md names only files that exist`, (t) => {
    const named = [...readText(`${name}/README.md`).matchAll(/`((?:src|tools|bin)\/[\w./-]*)`/g)];
    t.deepEqual(
      named.map((found) => found[1] ?? "").filter((path) => !existsSync(join(ROOT, name, path))),
      [],
    );
  });
}

for (const name of ["protocol", "driver", "simulator"]) {
  test(`${name}/README.md shows its use by a sample that runs`, (t) => {
    t.true(samplesOf(readText(`${name}/README.md`)).length > 0);
  });
}

test("the README says the two commands near its top", (t) => {
  const top = readText("README.md").split("\n").slice(0, 40).join("\n");
  t.regex(top, /^npm ci && npm start$/m);
  t.regex(top, /^npm cit$/m);
});

test("links between documents lead somewhere", (t) => {
  const broken = DOCUMENTS.flatMap((file) =>
    [...readText(file).matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)]
      .map((found) => found[1] ?? "")
      .filter((link) => !existsSync(join(ROOT, file, "..", link)))
      .map((link) => `${file}: ${link}`),
  );
  t.deepEqual(broken, []);
});

test("the samples of the documentation compile and run", (t) => {
  const samples = DOCUMENTS.flatMap((file) => samplesOf(readText(file)).map((one) => ({ file, ...one })));
  // Inside the repository, so that the packages are found by their names.
  mkdirSync(join(ROOT, "test/dist/samples"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, "test/dist/samples/run-"));
  const journals = mkdtempSync(join(tmpdir(), "duka-samples-"));
  t.teardown(() => {
    rmSync(folder, { recursive: true, force: true });
    rmSync(journals, { recursive: true, force: true });
  });
  const config = { extends: "../../../../tsconfig.base.json", compilerOptions: COMPILER, include: ["*.ts"] };
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  samples.forEach((sample, index) => {
    writeFileSync(join(folder, `${index}.ts`), sample.code);
  });
  t.true(samples.length > 0);
  // Several threads would each find out the same types once more.
  const tsc = [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", folder, "--singleThreaded"];
  const compiled = run(tsc, folder, { GOGC: "off" });
  t.is(
    compiled.status,
    0,
    `${samples.map((one, index) => `${index}.ts is ${one.file}:${one.line}`)}\n${compiled.said}`,
  );
  // One process, which loads the packages once: it ends when the last of them has let go what it holds.
  writeFileSync(join(folder, "all.js"), inTurn(samples, journals));
  const { status, said } = run(["all.js"], folder, {});
  t.is(status, 0, said);
  t.deepEqual(
    [...said.matchAll(/^ran (.*)$/gm)].map(([, name]) => name),
    samples.map(({ file, line }) => `${file}:${line}`),
    said,
  );
});

/** A program that runs the samples one after the other, each with a journal of its own. */
function inTurn(
  samples: readonly { readonly file: string; readonly line: number }[],
  journals: string,
): string {
  const runs = samples.map(
    ({ file, line }, index) => `process.env.DUKA_JOURNAL = ${JSON.stringify(join(journals, `${index}.db`))};
await import("./${index}.js");
if (process.exitCode) throw new Error("it set the exit code " + process.exitCode);
console.log(${JSON.stringify(`\nran ${file}:${line}`)});
`,
  );
  return runs.join("");
}

const COMPILER = {
  types: ["node"],
  composite: false,
  declaration: false,
  sourceMap: false,
  inlineSources: false,
};

function run(
  words: readonly string[],
  folder: string,
  env: { [name: string]: string },
): { status: number; said: string } {
  const ran = spawnSync(process.execPath, words, {
    cwd: folder,
    env: { ...process.env, ...env },
    encoding: "utf8",
    timeout: 240_000,
  });
  return { status: ran.status ?? -1, said: `${ran.error ?? ""}${ran.stdout}${ran.stderr}` };
}
