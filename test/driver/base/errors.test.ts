import { headerText, mayHaveActed, ReaderError } from "@duka/driver/base/errors";
import test from "ava";
import { bytes } from "../../support/values/hex.js";

function withDelivery(delivery: "not-sent" | "unknown" | "answered"): ReaderError {
  return new ReaderError({ message: "m", code: "timeout", layer: "link", delivery });
}

test("only an unknown delivery means that the card may have acted without anybody knowing", (t) => {
  t.false(mayHaveActed(withDelivery("not-sent")));
  t.true(mayHaveActed(withDelivery("unknown")));
  t.false(mayHaveActed(withDelivery("answered")));
});

test("a caller's mistake happened before any byte was sent; an error that nobody classified proves nothing", (t) => {
  t.false(mayHaveActed(new RangeError("amountFen")));
  t.true(mayHaveActed(new Error("surprise")));
  t.true(mayHaveActed(new TypeError("undefined is not a function")));
  t.true(mayHaveActed(undefined));
});

test("the error carries code, layer, delivery, status word, remedy and cause", (t) => {
  const cause = new Error("why");
  const error = new ReaderError({
    message: "m",
    code: "parity",
    layer: "t0",
    delivery: "answered",
    statusWord: 0x610f,
    remedy: { en: "clean it", zh: "请擦拭" },
    cause,
  });
  t.is(error.name, "ReaderError");
  t.like(error, {
    code: "parity",
    layer: "t0",
    delivery: "answered",
    statusWord: 0x610f,
    remedy: "clean it",
    cause,
  });
  t.false("cause" in withDelivery("unknown"));
});

test("a message may show the header of a command and nothing behind it", (t) => {
  t.is(headerText(bytes("00 20 00 00 03 12 34 56")), "00 20 00 00");
});
