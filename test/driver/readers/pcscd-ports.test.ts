import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pcscdPorts } from "@duka/driver/readers/pcscd-ports";
import test from "ava";
import { folderOf } from "../../support/values/folder.js";

test("the ports of reader.conf, without their type, links resolved; what is no port or cannot be read is passed over", (t) => {
  const folder = folderOf(t);
  writeFileSync(join(folder, "real"), "");
  symlinkSync("/dev/null", join(folder, "null-link"));
  const conf = join(folder, "conf");
  mkdirSync(join(conf, "folder"), { recursive: true });
  writeFileSync(
    join(conf, "duka"),
    'FRIENDLYNAME "Duka"\nDEVICENAME   /dev/no-such-tty:GemCorePOSPro\nLIBPATH /usr/lib/x.so\nCHANNELID 1\n',
  );
  writeFileSync(join(conf, "quoted"), 'DEVICENAME "/dev/no-such-other"\r\n# DEVICENAME /dev/comment\n');
  writeFileSync(join(conf, "vpcd"), "DEVICENAME /dev/null:0x8C7B\nDEVICENAME usb:08e6/3437\n");
  t.deepEqual([...pcscdPorts(conf)].sort(), ["/dev/no-such-other", "/dev/no-such-tty"]);
  t.deepEqual(pcscdPorts(join(folder, "missing")), []);
});
