/** How the house is kept: rules over a tree of files, each answering with its faults. */
import { posix } from "node:path";
import { exportsOf, takenNamesOf } from "./exports.js";
import { targetOf } from "./import-rules.js";
import { importsOf } from "./imports.js";
import { commentLines } from "./tokens.js";

/** The text of every file, by its path from the top folder. */
export type Tree = ReadonlyMap<string, string>;

const COMMENT_COLUMNS_MAX = 120;

export function offFloor(tree: Tree, root: string, floors: readonly string[]): string[] {
  return filesIn(tree, root).filter((file) => floorOf(file, root, floors) < 0);
}

/** A folder imports from its own floor and those below, types included. */
export function upwardImports(tree: Tree, root: string, floors: readonly string[]): string[] {
  return filesIn(tree, root).flatMap((file) =>
    importsOf(tree.get(file) ?? "").flatMap(({ specifier, line }) => {
      const target = targetOf(file, specifier);
      const isUp =
        target?.startsWith(root) === true && floorOf(target, root, floors) > floorOf(file, root, floors);
      return isUp ? [`${file}:${line} imports ${specifier}`] : [];
    }),
  );
}

/** A module that imports itself through others, be it for a type only. */
export function circles(tree: Tree, root: string): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const follow = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file].join(" → "));
    if (path.includes(file) || done.has(file)) return;
    for (const { specifier } of importsOf(tree.get(file) ?? "")) {
      const target = targetOf(file, specifier);
      if (target?.startsWith(root) && tree.has(target)) follow(target, [...path, file]);
    }
    done.add(file);
  };
  for (const file of filesIn(tree, root)) follow(file, []);
  return found;
}

/** One word, one thing: a type that two files declare and export. Handing on is no declaring. */
export function typesOfOneName(tree: Tree, root: string): string[] {
  const types = filesIn(tree, root).flatMap((file) =>
    exportsOf(tree.get(file) ?? "")
      .filter((one) => one.isType && !one.isHandedOn)
      .map(({ name }): [string, string] => [name, file]),
  );
  return sharedBy(types);
}

/** @param entries files that other packages import: named after what they open, as a folder may be */
export function filesOfOneName(tree: Tree, root: string, entries: ReadonlySet<string>): string[] {
  const files = filesIn(tree, root).filter((file) => !entries.has(file));
  return sharedBy(files.map((file) => [posix.basename(file), file]));
}

/**
 * Exports that no other module imports. A test is no user of a source: only of test support.
 * @param entries files whose exports are public
 */
export function exportsWithoutUser(tree: Tree, entries: ReadonlySet<string>): string[] {
  const used = new Set<string>();
  for (const [file, text] of tree) {
    for (const { specifier, names } of takenNamesOf(text)) {
      const target = targetOf(file, specifier);
      if (target === undefined || (isTest(file) && !isTest(target))) continue;
      for (const name of names === "all" ? ["*"] : names) used.add(`${target} ${name}`);
    }
  }
  return [...tree].flatMap(([file, text]) =>
    entries.has(file) || used.has(`${file} *`)
      ? []
      : exportsOf(text)
          .filter(({ name }) => !used.has(`${file} ${name}`))
          .map(({ name, line }) => `${file}:${line} exports ${name}`),
  );
}

export function longComments(tree: Tree): string[] {
  return [...tree].flatMap(([file, text]) => {
    const lines = text.split("\n");
    return commentLines(text)
      .filter((line) => (lines[line - 1]?.length ?? 0) > COMMENT_COLUMNS_MAX)
      .map((line) => `${file}:${line} has ${lines[line - 1]?.length} columns`);
  });
}

/** Rooms whose objects are made with every reader, slot, card, world or sale. */
const MADE_OFTEN =
  /^(driver\/src\/(account|card|journal|pcsc|reader)|simulator\/src\/(?!cli|page|studio)[^/]+)\//;
/** Of a class at a file's top a getter stands two columns in; of a literal that a function makes, further. */
const GETTER_IN_LITERAL = /^ {4,}get \w+\(\)/;

/** Each would give its object a shape of its own, and the engine keeps what hangs on those: `live` shares getters. */
export function gettersMadeOften(tree: Tree): string[] {
  return [...tree]
    .filter(([file]) => MADE_OFTEN.test(file))
    .flatMap(([file, text]) =>
      text
        .split("\n")
        .flatMap((line, at) =>
          GETTER_IN_LITERAL.test(line) ? `${file}:${at + 1} has a getter in a literal: use live()` : [],
        ),
    );
}

function filesIn(tree: Tree, root: string): string[] {
  return [...tree.keys()].filter((file) => file.startsWith(root));
}

function floorOf(file: string, root: string, floors: readonly string[]): number {
  return floors.indexOf(file.slice(root.length).split("/")[0] ?? "");
}

function isTest(file: string): boolean {
  return file.startsWith("test/");
}

function sharedBy(named: readonly (readonly [name: string, file: string])[]): string[] {
  const files = new Map<string, string[]>();
  for (const [name, file] of named) files.set(name, [...(files.get(name) ?? []), file]);
  return [...files].filter(([, of]) => of.length > 1).map(([name, of]) => `${name}: ${of.join(", ")}`);
}
