import { pcscConf } from "@duka/flash/build/pcsc-conf";
import { runDukaFlash } from "@duka/flash/cli/duka-flash";
import test from "ava";

test("duka-flash pcsc-conf prints the block of reader.conf and the line of udev", async (t) => {
  let out = "";
  const words = ["pcsc-conf", "--device", "/dev/ttyACM0", "--persona", "pos"];
  const code = await runDukaFlash(words, {
    out: (text) => {
      out += text;
    },
    tell: (text) => t.fail(text),
  });
  t.is(code, 0);
  t.true(
    out.includes(
      [
        "# /etc/reader.conf.d/duka",
        'FRIENDLYNAME "Duka"',
        "DEVICENAME   /dev/ttyACM0:GemCorePOSPro",
        "LIBPATH      /usr/lib/pcsc/drivers/serial/libccidtwin.so",
        "CHANNELID    1\n",
      ].join("\n"),
    ),
  );
  t.regex(out, /^# \/etc\/udev\/rules\.d\/78-duka\.rules$/m);
  t.regex(out, /^ACTION!="remove", SUBSYSTEM=="tty", KERNEL=="ttyACM0", ENV\{ID_MM_DEVICE_IGNORE\}="1"/m);
});

test("each persona has its type of libccid, and the names of its slots", (t) => {
  for (const [persona, type, names] of [
    ["pos", "GemCorePOSPro", /"Duka 00 00" for the user card, and "Duka 00 01" to "Duka 00 04" for the SAMs/],
    ["pinpad", "GemPCPinPad", /"Duka 00 00" for the user card; this type has no other slot/],
    ["sec1210", "SEC1210", /"Duka 00 00" for the user card, and "Duka 00 01" for the SAM/],
  ] as const) {
    const text = pcscConf({ device: "/dev/ttyACM0", persona });
    t.true(text.includes(`DEVICENAME   /dev/ttyACM0:${type}\n`));
    t.regex(text, names);
  }
});

test("a link that udev made is matched as a link", (t) => {
  const text = pcscConf({ device: "/dev/serial/by-id/usb-Duka_1-if00", persona: "pos", name: "Till 2" });
  t.regex(text, /SYMLINK=="serial\/by-id\/usb-Duka_1-if00"/);
  t.regex(text, /^FRIENDLYNAME "Till 2"$/m);
});

const MISTAKES = [
  [{ device: "/dev/ttyACM0", persona: "pad" }, /unknown persona "pad": expected one of pos, pinpad, sec1210/],
  [{ device: "COM3", persona: "pos" }, /device "COM3"/],
  [{ device: "/dev/tty:1", persona: "pos" }, /device/],
  [{ device: '/dev/x"\nLIBPATH /tmp/evil.so', persona: "pos" }, /device/],
  [{ device: "/dev/x", persona: "pos", driver: "driver.so" }, /driver/],
  [{ device: "/dev/x", persona: "pos", name: 'a"b' }, /name/],
] as const;

for (const [options, message] of MISTAKES) {
  test(`what reader.conf cannot carry is refused: ${JSON.stringify(options)}`, (t) => {
    t.throws(() => pcscConf(options), { instanceOf: RangeError, message });
  });
}
