import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { linuxConsoles, linuxPorts } from "@duka/driver/link/linux-ports";
import test from "ava";
import { folderOf } from "../../support/values/folder.js";

test("the kernel's consoles are known by their ports", (t) => {
  const folder = folderOf(t);
  mkdirSync(join(folder, "console"));
  writeFileSync(join(folder, "console/active"), "tty0 ttyS0\n");
  t.deepEqual(linuxConsoles(folder), ["/dev/tty0", "/dev/ttyS0"]);
});

test("ports with a device behind them, and the USB ids of those that have some; no consoles, no ports without a chip", (t) => {
  const root = folderOf(t);
  const tty = join(root, "class/tty");
  const usb = join(root, "devices/usb1/1-2");
  const acm = join(usb, "1-2:1.0");
  const adapter = join(root, "devices/usb1/1-3/1-3:1.0/ttyUSB0");
  const board = join(root, "devices/platform/serial8250");
  for (const folder of [acm, adapter, board]) mkdirSync(folder, { recursive: true });
  const files = { idVendor: "0483", idProduct: "5740", serial: "4D1", manufacturer: "STMicroelectronics" };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(usb, name), `${text}\n`);
  writeFileSync(join(usb, "../1-3/idVendor"), "0403\n");
  writeFileSync(join(usb, "../1-3/idProduct"), "6001\n");
  const ports = { ttyACM0: acm, ttyUSB0: adapter, ttyS0: board, ttyS1: board, tty1: undefined };
  for (const [name, device] of Object.entries(ports)) {
    mkdirSync(join(tty, name), { recursive: true });
    if (device !== undefined) symlinkSync(device, join(tty, name, "device"));
  }
  writeFileSync(join(tty, "ttyS0/type"), "4\n");
  writeFileSync(join(tty, "ttyS1/type"), "0\n");
  const none = {
    vendorId: undefined,
    productId: undefined,
    manufacturer: undefined,
    serialNumber: undefined,
  };
  t.deepEqual(linuxPorts(tty), [
    {
      path: "/dev/ttyACM0",
      vendorId: "0483",
      productId: "5740",
      manufacturer: "STMicroelectronics",
      serialNumber: "4D1",
    },
    { ...none, path: "/dev/ttyS0" },
    { ...none, path: "/dev/ttyUSB0", vendorId: "0403", productId: "6001" },
  ]);
  t.deepEqual(linuxPorts(join(root, "missing")), []);
});
