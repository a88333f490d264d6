/** `duka service install | status | remove`: `duka serve --http` that begins with the machine or its user. */

import { type Command, EXIT_DONE, EXIT_REFUSED, type Terminal } from "@duka/protocol/command-line";
import { type Bilingual, rangeError } from "@duka/protocol/data/bilingual";
import { inBoth } from "../../../explain/refusal-words.js";
import { parseAddress } from "../../../link/address.js";
import type { ReceiptLanguage } from "../../../receipt/receipt-words.js";
import { citiesOfTill, waitingOf } from "../open-till.js";
import { type BridgeCommandOptions, checkBridgeOptions } from "../run-bridge.js";
import { carriedEnvironment, servedWords } from "./served-words.js";
import { type Ended, type ServiceHost, thisMachine } from "./this-machine.js";
import { unitText } from "./unit-file.js";
import {
  readUnit,
  removeUnit,
  type UnitOptions,
  type UnitPlace,
  unitPlace,
  writeUnit,
} from "./unit-place.js";

export type StateOptions = UnitOptions & { readonly lang: ReceiptLanguage; readonly json?: boolean };
export type ServiceOptions = StateOptions & BridgeCommandOptions & { readonly runAs?: string };

/** Who may open serial ports, by distribution. */
const SERIAL_GROUPS = ["dialout", "uucp"];

/** @param command as it was parsed: what it was given goes into the unit */
export async function runInstall(
  terminal: Terminal,
  command: Command,
  options: ServiceOptions,
  host: ServiceHost = thisMachine,
): Promise<number> {
  const { system = false } = options;
  const place = unitPlace(host, terminal.env, options);
  await checkServed(terminal, options);
  const user = runAsOf(terminal, options);
  const text = unitText({
    ...{ system, user },
    command: [...host.program, ...servedWords(command, options.http, host.folder)],
    environment: carriedEnvironment(terminal.env, system),
    folder: options.reader?.startsWith("sim:") === true ? host.folder : undefined,
    groups: system ? SERIAL_GROUPS.filter((one) => host.groups().includes(one)) : [],
  });
  const before = readUnit(place.file);
  if (before !== text) writeUnit(place.file, text);
  // One that runs goes on with its old words until it is started anew.
  const isReplaced = before !== undefined && before !== text;
  const steps = [
    ["daemon-reload"],
    ["enable", "--now", place.unit],
    ...(isReplaced ? [["restart", place.unit]] : []),
  ];
  const failed = await firstThatFails(host, place, steps);
  const enabled = failed === undefined;
  const change = before === undefined ? "written" : isReplaced ? "written anew" : "as it was";
  const changeZh = before === undefined ? "已写入" : isReplaced ? "已重写" : "未变";
  if (options.json === true)
    terminal.out(`${JSON.stringify({ unit: place.unit, file: place.file, change, enabled })}\n`);
  else {
    const words = { en: `${place.file}: ${change}`, zh: `${place.file}：${changeZh}` };
    terminal.out(inBoth(words, options.lang));
  }
  tellAll(terminal, failed ?? afterInstall(place, host, system), options.lang);
  return enabled ? EXIT_DONE : EXIT_REFUSED;
}

/** Commands and paths are the same in both languages, and told once. */
function tellAll(terminal: Terminal, lines: readonly (Bilingual | string)[], lang: ReceiptLanguage): void {
  for (const line of lines) terminal.tell(typeof line === "string" ? `${line}\n` : inBoth(line, lang));
}

/** What `duka serve` would refuse at its start is refused now. @throws RangeError */
async function checkServed(terminal: Terminal, options: ServiceOptions): Promise<void> {
  checkBridgeOptions(options);
  if (options.clockIsRight === true)
    throw rangeError(
      "--clock-is-right is said once, after a look at the clock: not by a service",
      "--clock-is-right 只在核对时钟后由人给出一次，服务不能使用",
    );
  const named = options.reader ?? terminal.env.DUKA_READER ?? "";
  if (named !== "") parseAddress(named);
  citiesOfTill(options.profile, named);
  waitingOf(options.waitCard);
  const { dialectOf } = await import("../../../bridge/dialect/dialect-table.js");
  for (const one of options.dialect ?? []) dialectOf(one);
}

/** Of a unit of the system. @throws RangeError */
function runAsOf(terminal: Terminal, { system, runAs }: ServiceOptions): string | undefined {
  if (system !== true) {
    if (runAs === undefined) return undefined;
    throw rangeError(
      "--run-as goes with --system: a user's own service runs as that user",
      "--run-as 须与 --system 一起给出：用户自己的服务以该用户运行",
    );
  }
  const user = runAs ?? terminal.env.SUDO_USER ?? "";
  if (user === "")
    throw rangeError(
      "--system: name with --run-as the user whose journal it keeps; root needs naming too",
      "--system：请用 --run-as 指定日志所属用户，root 也须指明",
    );
  if (/^[a-z_][a-z0-9_.-]{0,31}$/i.test(user)) return user;
  throw rangeError(
    `--run-as: ${JSON.stringify(user)} is no name of a user`,
    `--run-as：${JSON.stringify(user)} 不是用户名`,
  );
}

/** @returns what to tell; undefined when all is done */
async function firstThatFails(
  host: ServiceHost,
  place: UnitPlace,
  steps: readonly (readonly string[])[],
): Promise<readonly (Bilingual | string)[] | undefined> {
  for (const [at, step] of steps.entries()) {
    const ended = await host.systemctl([...place.scope, ...step]);
    if (ended?.code === 0) continue;
    return [
      {
        en: `${saying(place, step)}: ${ended === undefined ? NO_SYSTEMCTL.en : ended.text}`,
        zh: `${saying(place, step)}：${ended === undefined ? NO_SYSTEMCTL.zh : ended.text}`,
      },
      { en: "by hand:", zh: "请手工执行：" },
      ...steps.slice(at).map((left) => `  ${saying(place, left)}`),
    ];
  }
  return undefined;
}

const NO_SYSTEMCTL = { en: "there is no systemctl", zh: "没有 systemctl" };

function saying({ scope }: UnitPlace, step: readonly string[]): string {
  return ["systemctl", ...scope, ...step].join(" ");
}

function afterInstall({ unit, scope }: UnitPlace, { program }: ServiceHost, system: boolean): Bilingual[] {
  const journalctl = ["journalctl", ...scope, "-u", unit].join(" ");
  return [
    {
      en: `it runs, and will after a restart; duka service status tells whether it still does, ${journalctl} what it said`,
      zh: `服务已运行，开机自动启动；用 duka service status 查看状态，用 ${journalctl} 查看输出`,
    },
    ...(system
      ? []
      : [
          {
            en: "it ends when its user logs out; loginctl enable-linger has it run all day",
            zh: "用户注销后服务结束；运行 loginctl enable-linger 可使其一直运行",
          },
        ]),
    ...(/[\\/]_npx[\\/]/.test(program[1])
      ? [
          {
            en: `${program[1]} lies in a cache that npm clears: npm install -g @duka/driver, and install again`,
            zh: `${program[1]} 在 npm 会清理的缓存中：请运行 npm install -g @duka/driver 后重新安装`,
          },
        ]
      : []),
  ];
}

/** Exit code 0 while it runs. */
export async function runStatus(
  terminal: Terminal,
  options: StateOptions,
  host: ServiceHost = thisMachine,
): Promise<number> {
  const place = unitPlace(host, terminal.env, options);
  const installed = readUnit(place.file) !== undefined;
  const ask = (word: string): Promise<Ended | undefined> =>
    host.systemctl([...place.scope, word, place.unit]);
  const enabled = installed ? stateOf(await ask("is-enabled")) : "no";
  const active = installed ? stateOf(await ask("is-active")) : "no";
  const { unit, file } = place;
  if (options.json === true) terminal.out(`${JSON.stringify({ unit, file, installed, enabled, active })}\n`);
  else if (installed && options.lang === "zh")
    terminal.out(`${file}\n开机启动：${enabled}\n运行状态：${active}\n`);
  else if (installed) terminal.out(`${file}\nenabled: ${enabled}\nactive: ${active}\n`);
  else {
    const words = {
      en: `${unit} is not installed: there is no ${file}`,
      zh: `${unit} 未安装：没有 ${file}`,
    };
    terminal.out(inBoth(words, options.lang));
  }
  return active === "active" ? EXIT_DONE : EXIT_REFUSED;
}

/** "enabled", "inactive", "failed": as systemctl says, which has a code for each. */
function stateOf(ended: Ended | undefined): string {
  return ended === undefined ? "unknown: there is no systemctl" : ended.text;
}

const WHAT_STAYS = {
  en: "the journal and who is paired stay where they are",
  zh: "日志和配对信息保留原处",
};

/** Journal, tokens and blacklist stay. */
export async function runRemove(
  terminal: Terminal,
  options: StateOptions,
  host: ServiceHost = thisMachine,
): Promise<number> {
  const place = unitPlace(host, terminal.env, options);
  const { unit, file } = place;
  const removed = readUnit(file) !== undefined;
  const told: (Bilingual | string)[] = [];
  if (removed) {
    told.push(...((await firstThatFails(host, place, [["disable", "--now", unit]])) ?? []));
    removeUnit(file);
    if (told.length === 0) told.push(...((await firstThatFails(host, place, [["daemon-reload"]])) ?? []));
  }
  if (options.json === true) terminal.out(`${JSON.stringify({ unit, file, removed })}\n`);
  else {
    const words = removed
      ? { en: `removed: ${file}`, zh: `已移除：${file}` }
      : { en: `there is no ${file}`, zh: `没有 ${file}` };
    terminal.out(inBoth(words, options.lang));
  }
  tellAll(terminal, told, options.lang);
  if (removed && options.json !== true) tellAll(terminal, [WHAT_STAYS], options.lang);
  return told.length === 0 ? EXIT_DONE : EXIT_REFUSED;
}
