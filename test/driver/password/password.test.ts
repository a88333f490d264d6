import { inspect } from "node:util";
import { Password } from "@duka/driver/base/password";
import test from "ava";
import fc from "fast-check";

async function bcdOf(digits: string): Promise<string> {
  return Password.fromDigits(digits).use(async (bcd) => Buffer.from(bcd).toString("hex").toUpperCase());
}

test("digits are packed two per byte, an odd last one followed by F", async (t) => {
  t.is(await bcdOf("123456"), "123456");
  t.is(await bcdOf("12345"), "12345F");
  t.is(await bcdOf("0000"), "0000");
  t.is(await bcdOf("1234567890123456"), "1234567890123456");
});

test("every password of 4 to 16 digits is its own digits again", async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.stringMatching(/^[0-9]{4,16}$/), async (digits) => {
      t.is((await bcdOf(digits)).replace(/F$/, ""), digits);
    }),
  );
});

test("anything else is no password, and the message does not show it", (t) => {
  for (const wrong of ["", "123", "12345678901234567", "12345a", "１２３４５６", " 123456", "-12345"]) {
    const error = t.throws(() => Password.fromDigits(wrong), { instanceOf: RangeError });
    t.is(error?.message, "a password is 4 to 16 decimal digits");
  }
});

test("no way of printing shows it", (t) => {
  const password = Password.fromDigits("935172");
  const shown = [
    String(password),
    `${password}`,
    `${JSON.stringify({ password })}${JSON.stringify([password])}`,
    inspect(password, { showHidden: true, depth: 9 }),
    inspect({ nested: { password } }, { depth: 9, customInspect: false, showHidden: true }),
    Object.keys(password).join() + Object.getOwnPropertyNames(password).join(),
    JSON.stringify(structuredClone(Object.assign({}, password))),
    String(password.valueOf()),
    Object.prototype.toString.call(password),
  ].join("\n");
  t.notRegex(shown, /935172|93.?51.?72|147, ?81, ?114/);
  t.regex(shown, /Password\(hidden\)/);
});

test("its bytes are overwritten after use, also when the use fails", async (t) => {
  let lent: Uint8Array = new Uint8Array(0);
  const password = Password.fromDigits("123456");
  await t.throwsAsync(
    password.use(async (bcd) => {
      lent = bcd;
      t.is(bcd[0], 0x12);
      throw new Error("line broke");
    }),
    { message: "line broke" },
  );
  t.deepEqual([...lent], [0, 0, 0]);
  await t.throwsAsync(
    password.use(async () => 1),
    { instanceOf: TypeError },
  );
});

test("typed bytes are overwritten, right or wrong", (t) => {
  for (const text of ["123456", "12"]) {
    const typed = new TextEncoder().encode(text);
    try {
      Password.fromAscii(typed);
    } catch (error) {
      t.true(error instanceof RangeError);
    }
    t.true(typed.every((byte) => byte === 0));
  }
});

test("two passwords are equal by digits and length; a wiped one equals nothing", (t) => {
  const one = Password.fromDigits("123456");
  t.true(one.equals(Password.fromDigits("123456")));
  t.false(one.equals(Password.fromDigits("123457")));
  t.false(one.equals(Password.fromDigits("12345")));
  t.is(one.digitCount, 6);
  one.wipe();
  t.false(one.equals(Password.fromDigits("123456")));
  t.false(one.equals(Password.fromDigits("0000")));
});
