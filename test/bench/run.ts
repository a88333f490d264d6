/** `npm run bench`: speed, beside peers in the same run. Exit code 1 when a peer is not there. */
import { measureApdu, measureSales } from "./chain.js";
import { measureCodec } from "./codec.js";
import { type Ledger, loadLedger } from "./ledger.js";

console.log(`Node ${process.version}, ${process.arch}`);
const ledger = loadOrExplain();
const goals = measureCodec(ledger);
await measureSales();
await measureApdu();
const missed = goals.filter((goal) => !goal.met).length;
console.log(`\n${goals.length - missed} of ${goals.length} goals met`);
if (ledger === undefined) process.exitCode = 1;

function loadOrExplain(): Ledger | undefined {
  try {
    return loadLedger();
  } catch (error) {
    console.error(`without Ledger's codec: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}
