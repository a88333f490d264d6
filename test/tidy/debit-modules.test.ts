import test from "ava";
import { debitModules } from "../bench/debit-modules.js";

/** Lowered when the way of a sale gets shorter, and raised only with a reason; the aim is 80. */
const MODULES_MAX = 113;

test(`one duka debit runs functions in at most ${MODULES_MAX} modules of the driver`, (t) => {
  const modules = debitModules();
  t.true(modules.includes("account/finish-purchase") && modules.includes("reader/ccid-exchange"));
  t.true(modules.length <= MODULES_MAX, `${modules.length}: ${modules.join(", ")}`);
});
