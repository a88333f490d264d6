/** A receipt on its way to a printer: all of it, or an error that says so; no file is lost. */
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { deadlineAfter } from "@duka/driver/base/deadline";
import { realClock } from "@duka/driver/base/real-clock";
import { errorText } from "@duka/driver/explain/refusal-words";
import { type MakePort, sendToSerialPort } from "@duka/driver/link/link-serialport";
import { parsePrinter } from "@duka/driver/receipt/printer-address";
import { PrinterError } from "@duka/driver/receipt/printer-error";
import { sendToPrinter } from "@duka/driver/receipt/send-to-printer";
import test from "ava";
import { SerialPortMock } from "serialport";
import { folderOf } from "../../support/values/folder.js";

const RECEIPT = Uint8Array.from({ length: 20_000 }, (_, at) => at % 251);

const ADDRESSES: readonly [text: string, is: object][] = [
  ["serial:/dev/ttyUSB0", { kind: "serial", path: "/dev/ttyUSB0", baud: 9600 }],
  ["serial:COM3?baud=19200", { kind: "serial", path: "COM3", baud: 19200 }],
  ["tcp:192.168.1.50", { kind: "tcp", host: "192.168.1.50", port: 9100 }],
  ["tcp:printer.local:9101", { kind: "tcp", host: "printer.local", port: 9101 }],
  ["tcp://printer:9100", { kind: "tcp", host: "printer", port: 9100 }],
  ["tcp:[::1]:9100", { kind: "tcp", host: "::1", port: 9100 }],
  ["/dev/usb/lp0", { kind: "file", path: "/dev/usb/lp0" }],
  ["receipt.bin", { kind: "file", path: "receipt.bin" }],
];

for (const [text, is] of ADDRESSES) {
  test(`${text} is a printer`, (t) => {
    t.deepEqual(parsePrinter(text), is as ReturnType<typeof parsePrinter>);
  });
}

for (const [text, why] of [
  ["", "it is empty"],
  ["serial:", "after serial: the port stands"],
  ["serial:COM3?speed=1", "only ?baud=N"],
  ["serial:COM3?baud=1", "baud is not 300 to 921600"],
  ["tcp:", "HOST:PORT is missing"],
  ["tcp:a:b", "HOST:PORT is missing"],
  ["tcp:printer:0", "the port is not 1 to 65535"],
  ["tcp:printer:70000", "the port is not 1 to 65535"],
] as const) {
  test(`${JSON.stringify(text)} is none: ${why}`, (t) => {
    const { message } = t.throws(() => parsePrinter(text), { instanceOf: RangeError });
    t.true(message.includes(why) && message.includes("tcp:HOST[:PORT]"), message);
  });
}

/** A printer in the network, which says what it has taken when the line ends. */
async function networkPrinter(serve: (socket: Socket) => void): Promise<{ server: Server; address: string }> {
  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const at = server.address();
  if (at === null || typeof at === "string") throw new Error("it listens on no port");
  return { server, address: `tcp:127.0.0.1:${at.port}` };
}

for (const [rule, goodbye] of [
  ["lets go when it has all", true],
  ["holds the line and tells its status", false],
] as const) {
  test(`a printer in the network that ${rule} gets every byte`, async (t) => {
    const taken: Uint8Array[] = [];
    let ended = (): void => {};
    const end = new Promise<void>((resolve) => {
      ended = resolve;
    });
    const { server, address } = await networkPrinter((socket) => {
      socket.on("data", (chunk) => {
        taken.push(chunk);
        socket.write("\0");
      });
      socket.on("error", () => {});
      socket.on("end", () => {
        ended();
        if (goodbye) socket.end();
      });
      socket.allowHalfOpen = true;
    });
    await sendToPrinter(RECEIPT, address);
    await end;
    t.deepEqual(new Uint8Array(Buffer.concat(taken)), RECEIPT);
    server.close();
  });
}

test("a printer that is not there is named, with what to do in both languages", async (t) => {
  const { server, address } = await networkPrinter(() => {});
  await new Promise((resolve) => server.close(resolve));
  const error = await t.throwsAsync(sendToPrinter(RECEIPT, address), { instanceOf: PrinterError });
  t.regex(error.message, /^tcp:127\.0\.0\.1:\d+: connect ECONNREFUSED/);
  t.regex(error.remedies.zh, /打印机/);
});

test("a printer that takes nothing is waited for to the deadline, and one given up is not", async (t) => {
  const sockets: Socket[] = [];
  const { server, address } = await networkPrinter((socket) => {
    sockets.push(socket.pause());
  });
  const much = new Uint8Array(64 << 20);
  const late = await t.throwsAsync(sendToPrinter(much, address, { deadlineMs: 200 }), {
    instanceOf: PrinterError,
  });
  t.regex(late.message, /did not take the receipt by the deadline/);
  const signal = AbortSignal.abort();
  const up = await t.throwsAsync(sendToPrinter(much, address, { signal }), { instanceOf: PrinterError });
  t.regex(up.message, /given up by the caller/);
  for (const socket of sockets) socket.destroy();
  server.close();
});

test("a printer that ends the line before it has the receipt has not printed it", async (t) => {
  const { server, address } = await networkPrinter((socket) => socket.resetAndDestroy());
  await t.throwsAsync(sendToPrinter(new Uint8Array(8 << 20), address), { instanceOf: PrinterError });
  server.close();
});

test("a new file holds the bytes, for its owner alone; one that exists is not touched, nor a folder", async (t) => {
  const folder = folderOf(t);
  const file = join(folder, "receipt.bin");
  await sendToPrinter(RECEIPT, file);
  t.deepEqual(new Uint8Array(readFileSync(file)), RECEIPT);
  if (process.platform !== "win32") t.is(statSync(file).mode & 0o777, 0o600);
  writeFileSync(file, "journal");
  const taken = { instanceOf: RangeError, message: /exists already; name a new file, or a printer's device/ };
  await t.throwsAsync(sendToPrinter(RECEIPT, file), taken);
  t.is(readFileSync(file, "utf8"), "journal");
  mkdirSync(join(folder, "sub"));
  await t.throwsAsync(sendToPrinter(RECEIPT, join(folder, "sub")), taken);
  await t.throwsAsync(sendToPrinter(RECEIPT, join(folder, "none", "r.bin")), { instanceOf: PrinterError });
});

test("a printer on a serial port gets every byte at its speed, and the port is let go when they are out", async (t) => {
  const path = "/dev/MOCKPRINTER";
  SerialPortMock.binding.createPort(path, { record: true });
  const did: string[] = [];
  const makePort: MakePort = (options) => {
    const port = new SerialPortMock(options);
    return {
      get isOpen() {
        return port.isOpen;
      },
      open: (then) => port.open(then),
      flush: (then) => port.flush(then),
      write(bytes, then) {
        did.push(`${bytes.length} bytes at ${options.baudRate}`);
        return port.write(Buffer.from(bytes), undefined, then);
      },
      drain(then) {
        did.push("drain");
        port.drain(then);
      },
      close(then) {
        did.push(`close: ${port.port?.recording.equals(Buffer.from(RECEIPT))}`);
        port.close(then);
      },
      on: (event, listener) => port.on(event, listener),
    };
  };
  const deadline = deadlineAfter(realClock, 5000);
  await sendToSerialPort(RECEIPT, { path, baud: 9600 }, realClock, deadline, makePort);
  t.deepEqual(did, ["20000 bytes at 9600", "drain", "close: true"]);
  const missing = sendToSerialPort(RECEIPT, { path: "/dev/NONE", baud: 9600 }, realClock, deadline, makePort);
  await t.throwsAsync(missing, { message: /serial:\/dev\/NONE/ });
});

if (process.platform !== "win32") {
  test("a printer whose serial port is none is told that, and what to name, in both languages", async (t) => {
    const error = await t.throwsAsync(sendToPrinter(RECEIPT, "serial:/dev/null?baud=19200"), {
      instanceOf: PrinterError,
    });
    t.regex(error.message, /^serial:\/dev\/null\?baud=19200: this is another device and no serial port/);
    t.regex(error.remedy, /name the port of the printer/);
    t.regex(
      errorText(error, "zh"),
      /凭证未能打印，交易本身不受影响。这是其他设备，不是串口[\s\S]*打印机所在的串口/,
    );
  });
}
