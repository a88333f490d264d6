/** A program of ours in a process of its own: has the card of slot 0 for itself until it is ended. */
import { openReader } from "@duka/driver/readers/open-reader";

const reader = await openReader("pcsc:Duka", { holder: "pharmacy-till" });
await reader.slot(0).open(10_000);
process.stderr.write("the till has the card\n");
// An open standard input keeps the process.
process.stdin.resume();
