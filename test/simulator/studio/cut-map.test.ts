/** The map of cuts: every position of a sale, each with what became of it, as it streams in. */
import { createCutMap, rerun } from "@duka/simulator/studio/cut-map";
import type { CutNews } from "@duka/simulator/studio/cut-result";
import test from "ava";

/** One in so many: a whole map takes a minute. */
const EVERY = 200;

test("the cuts of a sale come in with their places; each is a line that plays the same run again", async (t) => {
  const news: CutNews[] = [];
  const swept = new Promise<void>((resolve) => {
    const map = createCutMap(1, (one) => {
      news.push(one);
      if (one.news === "swept") resolve();
    });
    t.teardown(() => map.end());
    map.begin("purchase", EVERY);
  });
  await swept;
  const places = news.flatMap((one) => (one.news === "places" ? one.places : []));
  const wanted = news.flatMap((one) => (one.news === "places" ? [one.cuts] : []));
  const cuts = news.flatMap((one) => (one.news === "cuts" ? one.cuts : []));
  t.true(places.length > 900, `${places.length} places`);
  t.deepEqual(wanted, [cuts.length]);
  t.true(cuts.length > 4);
  t.deepEqual(
    cuts.filter(({ ending }) => ending === "broken" || ending === "by-hand"),
    [],
  );
  t.true(places.every(({ atMs }, index) => index === 0 || atMs >= places[index - 1]!.atMs));
  for (const { line, place } of cuts) t.true(line.includes(`@${places[place]!.at}`), line);

  const [first] = cuts;
  const again = await rerun(first!.line, {});
  t.deepEqual([again.first, again.last], [first!.first, first!.last]);
  t.true(again.events.some(({ type }) => type === "fault"));
  t.true(
    again.events.some(({ type }) => type === "character"),
    "the card line is shown too",
  );
});
