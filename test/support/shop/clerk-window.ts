/**
 * A service point for command lines: a city's simulated centre over HTTP, and new cards of the city in files. The city
 * is not Hangzhou: SM4, account at the centre.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CallCentre } from "@duka/protocol/centre/centre";
import { cardFor } from "@duka/simulator/card/card-issue";
import { openChips } from "@duka/simulator/card/open-chips";
import { callInProcess } from "@duka/simulator/centre/call-in-process";
import { createCentre } from "@duka/simulator/centre/centre";
import { type FaultyEntry, faultyEntry } from "@duka/simulator/centre/faulty-entry";
import { serveHttp } from "@duka/simulator/centre/http/http-server";
import { centreOfProfile } from "@duka/simulator/centre/profile-centre";
import { type Profile, readProfile } from "@duka/simulator/profiles/profile";
import { findProfile } from "@duka/simulator/profiles/profiles";
import { RealClock } from "@duka/simulator/time/real-clock";
import type { ExecutionContext } from "ava";
import { duka, TypedInput } from "../programs/terminal.js";
import { folderOf } from "../values/folder.js";

export const PERSON = "510104197811100033";
const CLERK = { DUKA_WINDOW: "W-510100-1", DUKA_OPERATOR: "0042 Wang" } as const;

type Ran = Awaited<ReturnType<typeof duka>>;

export type ServiceWindow = {
  readonly folder: string;
  /** Clerk, centre and journal, for a program that is started here. */
  readonly env: { readonly [name: string]: string };
  readonly call: CallCentre;
  readonly entry: FaultyEntry;
  /** A new card of the city in a file, by its number. @returns the words that put it into the reader */
  newCard(seed: number, changed?: Partial<Profile>): string[];
  /** One command line at the window; lines are typed as on a pipe. */
  run(words: readonly string[], typed?: readonly string[]): Promise<Ran>;
  /** The same, where it ends with 0 and prints one JSON object. */
  json(words: readonly string[], typed?: readonly string[]): Promise<{ readonly [member: string]: unknown }>;
};

export async function openServiceWindow(
  t: ExecutionContext,
  city: Profile = sichuan(),
): Promise<ServiceWindow> {
  const folder = folderOf(t);
  const file = join(folder, "city.json");
  writeFileSync(file, JSON.stringify(city));
  const clock = new RealClock();
  const entry = faultyEntry(createCentre({ clock, ...centreOfProfile(city) }));
  const service = await serveHttp({ entry, clock, version: "0", host: "127.0.0.1", port: 0 });
  t.teardown(() => service.close());
  const env = { ...CLERK, DUKA_CENTRE: service.url, DUKA_JOURNAL: join(folder, "journal.db") };
  const run: ServiceWindow["run"] = (words, typed = []) =>
    duka(words, { env, input: new TypedInput(false, typed) });
  return {
    folder,
    env,
    call: callInProcess(entry, clock),
    entry,
    newCard(seed, changed = {}) {
      const card = join(folder, `card-${seed}.json`);
      writeFileSync(
        card,
        openChips(cardFor({ ...city, ...changed }, "张三", seed), undefined, seed).serialize(),
      );
      return ["--reader", `sim:${file}?state=${card}`];
    },
    run,
    async json(words, typed) {
      const { code, out, told } = await run([...words, "--json"], typed);
      t.is(code, 0, `${words.join(" ")}: ${told}`);
      return JSON.parse(out) as { readonly [member: string]: unknown };
    },
  };
}

function sichuan(): Profile {
  const sm4 = findProfile("medical-sm4");
  const { medical, social } = sm4;
  return readProfile({
    ...sm4,
    name: "sichuan",
    title: { en: "Sichuan's social-security card", zh: "四川社会保障卡" },
    medical: { ...medical, balanceAt: "centre" },
    social: { ...social, medical: { ...social?.medical, openingBalanceFen: 0 } },
  });
}
