/**
 * `npm run bench`: speed, beside peers in the same run. Exit code 1 when a peer is not there;
 * `npm run bench -- --check` ends with 1 when a goal is missed too.
 */
import { parseArgs } from "node:util";
import { measureBridge } from "./bridge.js";
import { measureCampaign } from "./campaign.js";
import { measureCard } from "./card.js";
import { measureApdu, measureSales } from "./chain.js";
import { measureCodec } from "./codec.js";
import { measureDebitModules } from "./debit-modules.js";
import { measureDiscovery } from "./discovery.js";
import { measureFlash } from "./flash.js";
import { type Ledger, loadLedger } from "./ledger.js";
import { measureOneVisit } from "./one-visit.js";
import { measurePcsc } from "./pcsc.js";
import { measureSaleCost } from "./sale-cost.js";
import { measureSaleRatios } from "./sale-ratio.js";
import { measureStart } from "./start.js";
import { measureCardSpeeds } from "./t1.js";
import { measureWorlds } from "./world.js";

// A word that is mistyped would check nothing: it is refused.
const { check } = parseArgs({ options: { check: { type: "boolean", default: false } } }).values;
console.log(`Node ${process.version}, ${process.arch}`);
const ledger = loadOrExplain();
const goals = [...measureCodec(ledger), ...measureCard()];
await measureSales();
await measureApdu();
await measureOneVisit();
await measureCardSpeeds();
goals.push(await measureWorlds());
goals.push(await measureCampaign());
goals.push(await measureFlash());
goals.push(...(await measureDiscovery()));
goals.push(...(await measureSaleRatios()), ...(await measurePcsc()));
goals.push(...(await measureSaleCost()));
measureDebitModules();
goals.push(...measureStart());
goals.push(...(await measureBridge()));
const missed = goals.filter((goal) => !goal.met);
console.log(`\n${goals.length - missed.length} of ${goals.length} goals met`);
for (const goal of missed) console.log(`  missed: ${goal.what}`);
if (ledger === undefined || (check && missed.length > 0)) process.exitCode = 1;

function loadOrExplain(): Ledger | undefined {
  try {
    return loadLedger();
  } catch (error) {
    console.error(`without Ledger's codec: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}
