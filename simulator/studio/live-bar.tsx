/** What the page is joined to, what waits to strike there, and what cannot be done, each with its reason. */
import type { InBoth } from "../src/studio/studio-state.js";
import { DRAGGED_FAULTS } from "./dragged-faults.js";
import { LANE_WORDS, type Lane } from "./lanes.js";
import { say, state } from "./store.js";
import { WORDS } from "./words.js";

export function LiveBar() {
  const now = state.value;
  if (now === null || now.live === null) return null;
  const reasons = new Map<string, { readonly why: InBoth; readonly things: string[] }>();
  for (const [thing, why] of Object.entries(now.cannot)) {
    const known = reasons.get(why.en) ?? { why, things: [] };
    const name = thingName(thing);
    if (name !== undefined && !known.things.includes(name)) known.things.push(name);
    reasons.set(why.en, known);
  }
  return (
    <section class="panel live" id="live" aria-label={say(WORDS.live)}>
      <p>
        <b>{say(now.live.kind === "reader" ? WORDS.liveReader : WORDS.liveTill)}</b> {now.live.at}
      </p>
      {now.armed.length > 0 && (
        <p id="armed">
          {say(WORDS.armed)}: {now.armed.join("; ")}
        </p>
      )}
      <details id="cannot">
        <summary>{say(WORDS.cannot)}</summary>
        <dl>
          {[...reasons.values()].map(({ why, things }) => (
            <div key={why.en}>
              <dt>{things.join(", ")}</dt>
              <dd>{say(why)}</dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  );
}

/** In the words that stand on the page, where there are some. */
function thingName(thing: string): string | undefined {
  const known: { readonly [thing: string]: InBoth } = WORDS;
  const [kind = "", name = ""] = thing.split(" ");
  if (kind === "lane") return `${say(WORDS.lane)} ${say(LANE_WORDS[name as Lane] ?? { en: name, zh: name })}`;
  if (kind === "fault") {
    const words = DRAGGED_FAULTS.find((one) => one.kind === name)?.words;
    return words === undefined ? name : say(words);
  }
  const words = known[CALLED[thing] ?? thing];
  return words === undefined ? undefined : say(words);
}

/** Where the page says it in another word. */
const CALLED: { readonly [thing: string]: string } = {
  killTill: "power",
  insert: "putIn",
  pace: "speed",
  scenario: "save",
};
