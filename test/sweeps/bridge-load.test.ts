/** 10 000 calls of 20 pages at once; the suite has 400 of them. */
import test from "ava";
import { bearLoad } from "../support/programs/bridge-load.js";

test("10 000 calls of 20 pages at once, floods, slow readers and half-open sockets: none is lost, nothing is kept", (t) =>
  bearLoad(t, 500));
