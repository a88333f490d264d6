/** Commands that a browser or systemd starts or is told of; what they do there has tests of its own. */
import { join } from "node:path";
import type { JsonRow } from "./json-check.js";

const BAD_NAME = ["--name", "a/b"];

export function serviceRows(folder: string): readonly JsonRow[] {
  const manifests = ["--folder", join(folder, "manifests")];
  const update = ["--manifest", join(folder, "next.json"), "--trust", join(folder, "maker-public.pem")];
  const ofBrowser = { done: null, wrong: ["--browser", "netscape"], refused: null, withoutReader: null };
  const ofSystemd = {
    done: null,
    wrong: BAD_NAME,
    refused: null,
    isBare: true,
    withoutReader: null,
  } as const;
  return [
    { command: "native-messaging", done: null, wrong: ["--lang", "fr"], ...NEVER },
    { command: "native-messaging install", ...ofBrowser },
    { command: "native-messaging uninstall", ...ofBrowser },
    {
      command: "native-messaging status",
      done: manifests,
      wrong: [...manifests, "more"],
      refused: null,
      isBare: true,
    },
    { command: "service install", ...ofSystemd },
    { command: "service status", ...ofSystemd },
    { command: "service remove", ...ofSystemd },
    // With a board there is a test of its own.
    {
      command: "update",
      done: null,
      wrong: [...update, "--reader", "sim:"],
      refused: null,
      withoutReader: [...update, "--reader", "tcp://127.0.0.1:1"],
    },
    ...OF_EVERY_TOOL,
  ];
}

/** The same commands of each of the three tools. */
export const OF_EVERY_TOOL: readonly JsonRow[] = [
  {
    command: "completion",
    done: ["bash"],
    wrong: ["tcsh"],
    refused: null,
    isBare: true,
    withoutReader: null,
  },
  { command: "manual", done: [], wrong: ["more"], refused: null, isBare: true, withoutReader: null },
];

const NEVER = { refused: null, isBare: true, withoutReader: null } as const;
