import test from "ava";
import { readText } from "./repository.js";

type Locked = {
  readonly version?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly optionalDependencies?: { readonly [name: string]: string };
};

const { packages }: { packages: { readonly [path: string]: Locked } } = JSON.parse(
  readText("package-lock.json"),
);

test("the lock file has every optional package of every platform: without them npm ci refuses to install", (t) => {
  const paths = Object.keys(packages);
  const missing = Object.entries(packages).flatMap(([path, locked]) =>
    Object.keys(locked.optionalDependencies ?? {})
      .filter((name) => !paths.some((one) => one.endsWith(`node_modules/${name}`)))
      .map((name) => `${path} needs ${name}`),
  );
  t.deepEqual(missing, []);
});

test("the lock file names no host: packages come from the registry that is configured", (t) => {
  const elsewhere = Object.entries(packages)
    .filter(([, locked]) => locked.resolved !== undefined && locked.link !== true)
    .map(([path]) => path);
  t.deepEqual(elsewhere, []);
});
