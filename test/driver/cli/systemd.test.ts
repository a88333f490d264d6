/** `duka service`: what it writes for systemd, and what it asks of systemctl. */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { serviceCommand } from "@duka/driver/cli/commands/serve-command";
import {
  runInstall,
  runRemove,
  runStatus,
  type ServiceOptions,
  type StateOptions,
} from "@duka/driver/cli/run/systemd/run-units";
import type { Ended, ServiceHost } from "@duka/driver/cli/run/systemd/this-machine";
import { thisMachine } from "@duka/driver/cli/run/systemd/this-machine";
import { unitText } from "@duka/driver/cli/run/systemd/unit-file";
import { cities } from "@duka/protocol/cities";
import type { Command, Terminal } from "@duka/protocol/command-line";
import test, { type ExecutionContext } from "ava";
import { duka, TypedInput } from "../../support/programs/terminal.js";
import { folderOf } from "../../support/values/folder.js";

type Machine = {
  readonly home: string;
  readonly asked: string[];
  run(...words: string[]): Promise<{ readonly code: number; readonly out: string; readonly told: string }>;
};

/** @param answers of systemctl by the first word that is no option; 0 where it is not named */
function machine(
  t: ExecutionContext,
  answers: { readonly [word: string]: Ended | undefined } = {},
  more: Partial<ServiceHost> & { readonly env?: Terminal["env"] } = {},
): Machine {
  const home = folderOf(t);
  const asked: string[] = [];
  const { env = {}, ...host } = more;
  const stands: ServiceHost = {
    platform: "linux",
    program: ["/opt/node 20/bin/node", "/opt/100%/duka.js"],
    folder: "/srv/till",
    systemUnits: join(home, "etc"),
    home: () => home,
    groups: () => ["root", "dialout"],
    async systemctl(words) {
      asked.push(words.join(" "));
      const word = words.find((one) => !one.startsWith("-"))!;
      return word in answers ? answers[word] : { code: 0, text: "" };
    },
    ...host,
  };
  return {
    home,
    asked,
    async run(...words) {
      let [out, told, code] = ["", "", -1];
      const terminal: Terminal = {
        env: { HOME: home, ...env },
        input: new TypedInput(false),
        out: (text) => {
          out += text;
        },
        outBytes: () => undefined,
        tell: (text) => {
          told += text;
        },
        onInterrupt: () => () => undefined,
        exit: () => undefined,
      };
      const root = serviceCommand(terminal, () => undefined);
      const child = (name: string): Command => root.commands.find((one) => one.name() === name)!;
      child("install").action(async (options: ServiceOptions, parsed: Command) => {
        code = await runInstall(terminal, parsed, options, stands);
      });
      child("status").action(async (options: StateOptions) => {
        code = await runStatus(terminal, options, stands);
      });
      child("remove").action(async (options: StateOptions) => {
        code = await runRemove(terminal, options, stands);
      });
      await root.parseAsync(words, { from: "user" });
      return { code, out, told };
    },
  };
}

const userUnit = ({ home }: Machine, name = "duka"): string =>
  join(home, ".config/systemd/user", `${name}.service`);

test("a user's unit has the words that were typed, escaped as systemd reads them, files by absolute paths", async (t) => {
  const folder = process.cwd();
  const env = { DUKA_INSTITUTION: "H1 100%", XDG_DATA_HOME: "/data" };
  const one = machine(t, {}, { env, folder });
  const city = join(one.home, "city.json");
  writeFileSync(city, JSON.stringify({ ...cities[0], name: "my-city" }));
  const { code, told } = await one.run(
    ...["install", "--reader", "serial:/dev/tty 1", "--origin", "https://a.example"],
    ...["--origin", "https://b.example", "--journal", 'my "till"/100%.db', "--pin-pad"],
    ...["--profile", relative(folder, city), "--dialect", "func=12345", "--name", "till-2"],
  );
  t.is(code, 0, told);
  const text = readFileSync(userUnit(one, "duka-till-2"), "utf8");
  const exec = /^ExecStart=(.*)$/m.exec(text)![1];
  t.is(
    exec,
    '"/opt/node 20/bin/node" "/opt/100%%/duka.js" "serve" "--http=127.0.0.1:4090" "--reader=serial:/dev/tty 1"' +
      ` "--profile=${city}" "--pin-pad"` +
      ` "--journal=${folder}/my \\"till\\"/100%%.db"` +
      ' "--origin=https://a.example" "--origin=https://b.example" "--dialect=func=12345"',
  );
  t.regex(text, /^Environment="DUKA_INSTITUTION=H1 100%%"\nEnvironment="XDG_DATA_HOME=\/data"$/m);
  t.regex(text, /^WantedBy=default\.target$/m);
  // Each closes /dev, has no right in a user's own systemd, or stops V8.
  t.notRegex(text, /Private|DeviceAllow|DevicePolicy|ProtectClock|ProtectSystem|MemoryDeny|^User=/m);
  t.deepEqual(one.asked, ["--user daemon-reload", "--user enable --now duka-till-2.service"]);
  t.regex(told, /loginctl enable-linger/);
});

test("a dollar, a newline and a backslash stay what they are; a folder that a line cannot hold is refused", (t) => {
  const facts = { system: false, environment: [["A", "$B\\\n"]] as const };
  const text = unitText({ ...facts, command: ["/a$b/node", "--x=$HOME;$Y\n\\"], folder: "/a b/100%" });
  t.regex(text, /^ExecStart="\/a\$b\/node" "--x=\$\$HOME;\$\$Y\\x0a\\\\"$/m);
  t.regex(text, /^Environment="A=\$B\\\\\\x0a"$/m);
  t.regex(text, /^WorkingDirectory=\/a b\/100%%$/m);
  for (const folder of ["/a\nExecStart=evil", "/a\\", "/a "])
    t.throws(() => unitText({ ...facts, command: ["/n"], folder }), { instanceOf: RangeError });
});

test("installing is idempotent; other options write it anew and start it anew", async (t) => {
  const one = machine(t);
  t.like(await one.run("install", "--reader", "tcp://127.0.0.1:4070", "--json"), { code: 0 });
  const { ino } = statSync(userUnit(one));
  one.asked.length = 0;
  t.regex(
    (await one.run("install", "--reader", "tcp://127.0.0.1:4070")).out,
    /duka\.service: as it was\n.*未变\n$/,
  );
  t.is(statSync(userUnit(one)).ino, ino);
  t.deepEqual(one.asked, ["--user daemon-reload", "--user enable --now duka.service"]);
  t.regex((await one.run("install", "--reader", "tcp://127.0.0.1:4071")).out, /written anew/);
  t.is(one.asked.at(-1), "--user restart duka.service");
});

test("without systemctl, or where it fails, the unit stays and the rest is told by hand; exit code 1", async (t) => {
  const cases: readonly (readonly [Ended | undefined, RegExp])[] = [
    [undefined, /there is no systemctl/],
    [{ code: 1, text: "Failed to connect to bus" }, /Failed to connect to bus/],
  ];
  for (const [ended, why] of cases) {
    const one = machine(t, { enable: ended });
    const { code, told } = await one.run("install");
    t.is(code, 1);
    t.regex(told, why);
    t.regex(told, /by hand:\n请手工执行：\n {2}systemctl --user enable --now duka\.service\n/);
    t.true(existsSync(userUnit(one)));
  }
});

test("a unit of the system runs as a named user, in the groups of serial ports that there are, with less of the system", async (t) => {
  const one = machine(t, {}, { env: { SUDO_USER: "liwei", XDG_DATA_HOME: "/srv/data" } });
  t.is((await one.run("install", "--system", "--reader", "sim:plain?state=card.json")).code, 0);
  const text = readFileSync(join(one.home, "etc/duka.service"), "utf8");
  t.regex(text, /^WorkingDirectory=\/srv\/till\nUser=liwei\nSupplementaryGroups=dialout$/m);
  t.regex(text, /^ProtectSystem=full$/m);
  t.regex(text, /^WantedBy=multi-user\.target$/m);
  t.notRegex(text, /PrivateDevices|DeviceAllow|ProtectClock|PrivateTmp|MemoryDeny|XDG_DATA_HOME/);
  t.deepEqual(one.asked, ["daemon-reload", "enable --now duka.service"]);
  const nameless = machine(t);
  await t.throwsAsync(nameless.run("install", "--system"), { message: /--run-as/ });
});

test("what duka serve would refuse, a secret, and a flag that is said once are refused before anything is written", async (t) => {
  const cases: readonly (readonly [words: readonly string[], env: Terminal["env"], message: RegExp])[] = [
    [["--http", "nowhere"], {}, /nowhere/],
    [["--http", "0.0.0.0:4090"], {}, /0\.0\.0\.0/],
    [["--origin", "*"], {}, /\*/],
    [["--reader", "usb:1"], {}, /reader address/],
    [["--profile", "atlantis"], {}, /atlantis/],
    [["--dialect", "klingon"], {}, /klingon/],
    [["--wait-card", "never"], {}, /--wait-card/],
    [["--password-stdin"], {}, /--password-stdin/],
    [["--clock-is-right"], {}, /--clock-is-right/],
    [["--run-as", "root"], {}, /--system/],
    [["--system", "--run-as", "a b"], {}, /--run-as/],
    [["--name", "../ssh"], {}, /--name/],
    [[], { DUKA_CENTRE_AUTHORIZATION: "Bearer s3cret" }, /--centre-authorization/],
  ];
  for (const [words, env, message] of cases) {
    const one = machine(t, {}, { env });
    const error = await t.throwsAsync(one.run("install", ...words), { message });
    t.false(error.message.includes("s3cret"));
    t.deepEqual(one.asked, []);
    t.false(existsSync(join(one.home, ".config")));
  }
  const windows = machine(t, {}, { platform: "win32" });
  await t.throwsAsync(windows.run("status"), { message: /driver\/README\.md/ });
});

test("a unit that a person wrote is neither replaced nor removed", async (t) => {
  const one = machine(t);
  mkdirSync(dirname(userUnit(one)), { recursive: true });
  writeFileSync(userUnit(one), "[Service]\nExecStart=/bin/true\n");
  for (const word of ["install", "status", "remove"])
    await t.throwsAsync(one.run(word), { message: /was not written by duka service/ }, word);
  t.deepEqual(one.asked, []);
});

test("status says what systemctl says, remove ends the service and takes the unit away, twice", async (t) => {
  const one = machine(t, {
    "is-enabled": { code: 0, text: "enabled" },
    "is-active": { code: 3, text: "failed" },
  });
  t.like(await one.run("status"), { code: 1, told: "" });
  t.deepEqual(one.asked, []);
  await one.run("install");
  const { code, out } = await one.run("status", "--json");
  t.is(code, 1);
  t.like(JSON.parse(out), { installed: true, enabled: "enabled", active: "failed" });
  one.asked.length = 0;
  t.is((await one.run("remove")).code, 0);
  t.false(existsSync(userUnit(one)));
  t.deepEqual(one.asked, ["--user disable --now duka.service", "--user daemon-reload"]);
  t.like(JSON.parse((await one.run("remove", "--json")).out), { removed: false });
});

test("the program that a unit starts is the duka of this package, and duka service is a command of it", async (t) => {
  t.true(existsSync(thisMachine.program[1]));
  const { code, told } = await duka(["service", "install", "--reader", "usb:1"]);
  t.is(code, 2);
  t.regex(told, /reader address/);
});
