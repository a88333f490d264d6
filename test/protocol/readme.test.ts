import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { allCommands } from "@duka/protocol/commands/all-commands";
import test from "ava";

const top = new URL("../../../", import.meta.url);
const readme = readFileSync(new URL("protocol/README.md", top), "utf8");

test("the sample in protocol/README.md prints what stands below it", (t) => {
  const [, sample, output] = /```ts\n(.*?)```\n\nprints\n\n```\n(.*?)```/s.exec(readme) ?? [];
  const options = { cwd: fileURLToPath(top), encoding: "utf8" } as const;
  t.is(execFileSync(process.execPath, ["--input-type=module", "--eval", sample!], options), output!);
});

test("the table in protocol/README.md lists the commands as they are declared", (t) => {
  const table = readme.split("\n").filter((line) => /^\| [A-Z]+ .*`[0-9A-F]{2} [0-9A-F]{2} /.test(line));
  t.deepEqual(
    table.map((line) => line.replaceAll(/ +/g, " ")),
    allCommands.map(row),
  );
});

test("every file that protocol/README.md names exists", (t) => {
  const named = [...readme.matchAll(/`((?:wire|commands|crypto)\/[a-z0-9-]+\.ts)`/g)].map(
    ([, file]) => file!,
  );
  t.true(named.length > 15);
  t.deepEqual(
    named.filter((file) => !existsSync(new URL(`protocol/src/${file}`, top))),
    [],
  );
});

function row(command: (typeof allCommands)[number]): string {
  const [p1, p2, ...fields] = Object.entries(command.request).map(([name, field]) =>
    field.fixedBytes === undefined ? name : hexByte(field.fixedBytes[0]!),
  );
  const header = [hexByte(command.cla), hexByte(command.ins), p1, p2].join(" ");
  const names = (list: readonly string[]) => list.map((name) => `\`${name}\``).join(", ") || "–";
  return `| ${command.name} | \`${header}\` | ${names(fields)} | ${names(Object.keys(command.response))} |`;
}

function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, "0").toUpperCase();
}
