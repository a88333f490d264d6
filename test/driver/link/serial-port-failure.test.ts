import { portError } from "@duka/driver/link/serial-port-failure";
import test from "ava";

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
