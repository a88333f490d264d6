import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deadlineAfter } from "@duka/driver/base/deadline";
import { ReaderError } from "@duka/driver/base/errors";
import { realClock } from "@duka/driver/base/real-clock";
import { errorText } from "@duka/driver/explain/refusal-words";
import { openSerialLink } from "@duka/driver/link/link-serialport";
import { lookAtPath } from "@duka/driver/link/port-path";
import { portError } from "@duka/driver/link/serial-port-failure";
import { textsOf } from "@duka/protocol/data/bilingual";
import test from "ava";
import { folderOf } from "../../support/values/folder.js";

const PATH = "/dev/ttyACM0";

/** What the library says, code of the file system, what the message says, what the remedy says. */
const ROWS: readonly [string, string | undefined, RegExp, RegExp][] = [
  ["Error: Permission denied, cannot open /dev/ttyACM0", "EACCES", /may not open/, /dialout/],
  ["Error: Operation not permitted", "EPERM", /may not open/, /dialout/],
  ["Error: No such file or directory, cannot open /dev/ttyACM0", "ENOENT", /no such port/, /COM7, COM8/],
  ["Opening COM3: File not found", undefined, /no such port/, /COM7/],
  [
    "Error Resource temporarily unavailable Cannot lock port",
    undefined,
    /another program/,
    /close that program/,
  ],
  [
    "Error: Device or resource busy, cannot open /dev/ttyACM0",
    undefined,
    /another program/,
    /close that program/,
  ],
  ["Opening COM3: Access denied", undefined, /another program/, /close that program/],
  ["Error: Input/output error", undefined, /could not be opened/, /cable/],
  ["Error: Not a directory, cannot open /dev/ttyACM0", "ENOTDIR", /no such port/, /COM7, COM8/],
  ["Error: No such device or address, cannot open /dev/ttyACM0", undefined, /no such port/, /COM7, COM8/],
  [
    "Error: Inappropriate ioctl for device setting custom baud rate of 115200",
    undefined,
    /this is another device and no serial port; a port such as \/dev\/ttyACM0 or COM3 was expected/,
    /name the port of the reader: the ports here are COM7, COM8; duka readers/,
  ],
];

for (const [said, accessCode, why, remedy] of ROWS) {
  test(`opening a port fails with ${JSON.stringify(said)} and ${accessCode ?? "no code"}`, (t) => {
    const cause = new Error(said);
    const error = portError({ path: PATH, error: cause, accessCode, ports: ["COM7", "COM8"] });
    const code = why.source === "another program" ? "card-in-use" : "no-reader";
    t.like(error, { code, layer: "link", delivery: "not-sent", cause });
    t.regex(error.message, why);
    t.regex(error.message, /serial:\/dev\/ttyACM0/);
    t.regex(error.remedy ?? "", remedy);
  });
}

test("where no port can be listed the remedy says so", (t) => {
  const error = portError({ path: PATH, error: new Error("x"), accessCode: "ENOENT", ports: [] });
  t.regex(error.remedy ?? "", /no serial port was found/);
});

for (const [noPort, en, zh] of [
  ["file", "this is a file and no serial port", "这是文件，不是串口；应为 /dev/ttyACM0、COM3 这样的串口"],
  ["folder", "this is a folder and no serial port", "这是文件夹，不是串口"],
  ["device", "this is another device and no serial port", "这是其他设备，不是串口"],
] as const) {
  test(`${noPort}: what is no port is told before anything else, in both languages`, (t) => {
    for (const accessCode of [undefined, "EACCES"]) {
      const said = new Error("Error Resource temporarily unavailable Cannot lock port");
      const error = portError({ path: PATH, error: said, accessCode, noPort, ports: [] });
      t.is(error.code, "no-reader");
      t.true(error.message.startsWith(`serial:${PATH}: ${en}`), error.message);
      t.true(textsOf(error)?.zh.startsWith(`serial:${PATH}：${zh}`), textsOf(error)?.zh);
      t.regex(error.remedies.zh, /未找到任何串口；可用 duka readers/);
    }
  });
}

test("a printer's port is told as that of a printer, and that its device is named without serial:", (t) => {
  const failure = {
    path: "/dev/usb/lp0",
    accessCode: undefined,
    ports: ["COM7"],
    behind: "printer",
  } as const;
  const told = (said: string) => portError({ ...failure, error: new Error(said) }).remedies;
  const notty = told("Inappropriate ioctl for device");
  t.regex(notty.en, /name the port of the printer: the ports here are COM7; the device .* without serial:/);
  t.regex(notty.zh, /请指定打印机所在的串口.*不加 serial:/);
  t.regex(told("No such file or directory").en, /connect the printer or name another port/);
  for (const said of ["Cannot lock port", "Input/output error"]) t.regex(told(said).zh, /请检查打印机/);
});

test("the path of a port is looked at: what is there, and whether it may be opened", async (t) => {
  const folder = folderOf(t);
  const file = join(folder, "plain");
  writeFileSync(file, "");
  t.deepEqual(await lookAtPath(file), { accessCode: undefined, noPort: "file" });
  t.deepEqual(await lookAtPath(folder), { accessCode: undefined, noPort: "folder" });
  t.deepEqual(await lookAtPath(join(folder, "none")), { accessCode: "ENOENT", noPort: undefined });
  t.is((await lookAtPath(join(file, "none"))).noPort, undefined);
  if (process.platform === "win32") return;
  t.deepEqual(await lookAtPath(join(file, "none")), { accessCode: "ENOTDIR", noPort: undefined });
  t.deepEqual(await lookAtPath("/dev/null"), { accessCode: undefined, noPort: undefined });
  const socket = join(folder, "socket");
  const server = createServer().listen(socket);
  await once(server, "listening");
  t.is((await lookAtPath(socket)).noPort, "device");
  server.close();
});

test("on Windows the name of a port is no path", async (t) => {
  const unknown = { accessCode: undefined, noPort: undefined };
  for (const name of ["COM3", "\\\\.\\COM12"]) t.deepEqual(await lookAtPath(name, "win32"), unknown);
  t.is((await lookAtPath(folderOf(t), "win32")).noPort, "folder");
});

if (process.platform !== "win32") {
  for (const [path, zh] of [
    ["/dev/null", "这是其他设备，不是串口"],
    [tmpdir(), "这是文件夹，不是串口"],
  ] as const) {
    test(`serial:${path} is opened by no one: it is no serial port`, async (t) => {
      const opening = openSerialLink({ path, baud: 115_200 }, realClock, deadlineAfter(realClock, 5000));
      const error = await t.throwsAsync(opening, { instanceOf: ReaderError });
      t.regex(error.message, /no serial port/);
      t.is(error.code, "no-reader");
      t.regex(errorText(error, "zh"), new RegExp(zh));
    });
  }
}
