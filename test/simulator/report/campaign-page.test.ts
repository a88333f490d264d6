/** The page of a campaign has its limits: what is left out is said, and it stays small enough to be sent. */
import { campaignPage, type PageOfCampaign } from "@duka/simulator/report/campaign-page";
import { tally } from "@duka/simulator/world/campaign/tally";
import test from "ava";

const LINE = "session;hangzhou,T=0,purse;seed=7;sale;card-removed@DEBIT FOR PURCHASE, answer byte 2;sale";
const PAGE_BYTES_MAX = 2_000_000;

function campaignOf(broken: readonly string[], isEnded = () => true): PageOfCampaign {
  const failures = broken.map((text) => ({
    ...{ way: { kind: "broken", invariant: text, place: "" }, sessions: 1, line: LINE, broken: [text] },
  }));
  return {
    ...{ build: "b", plan: { sales: 5, seed: 1, faults: "mixed", combination: "mixed" }, missing: 0 },
    ...{ tally: { ...tally([]), failures }, results: [], shrunk: [], version: "1.2.3" },
    ...{ withPersonalData: false, isEnded },
  };
}

type Campaign = { failuresLeftOut: number; failures: { world?: number }[] };

function campaignIn(page: string): Campaign {
  const [, index] = /<script type="application\/json" id="index">(.*)<\/script>/.exec(page)!;
  return (JSON.parse(index!) as { campaign: Campaign }).campaign;
}

test("of more than 500 ways of failing the page says how many it leaves out", async (t) => {
  for (const [count, shown, left] of [
    [3, 3, 0],
    [500, 500, 0],
    [512, 500, 12],
  ] as const) {
    const page = await campaignPage(campaignOf(Array.from({ length: count }, (_, at) => `rule ${at}`)));
    const { failures, failuresLeftOut } = campaignIn(page);
    t.deepEqual([failures.length, failuresLeftOut], [shown, left]);
  }
});

test("diagrams are left out, the last first, until the page has at most 2 MB; every failure stays", async (t) => {
  const drawn = (page: string) => campaignIn(page).failures.filter(({ world }) => world !== undefined).length;
  const few = await campaignPage(campaignOf(["a", "b"], () => false));
  t.is(drawn(few), 2);
  // What is said of the failures takes nearly all the room there is.
  const room = PAGE_BYTES_MAX - Buffer.byteLength(few);
  const full = campaignOf(["a".repeat(room - 500), "b", "c", "d"], () => false);
  const page = await campaignPage(full);
  t.true(Buffer.byteLength(page) <= PAGE_BYTES_MAX, `${Buffer.byteLength(page)}`);
  t.is(campaignIn(page).failures.length, 4);
  t.true(drawn(page) < 4, `${drawn(page)}`);
});
