/** The till: amount, ref, buttons, what became of it and why, and the receipt as it is printed. */
import { signal } from "@preact/signals";
import type { StudioRequest } from "../src/studio/studio-request.js";
import { ask, askScenario } from "./connection.js";
import { download } from "./download.js";
import { OpenScenario } from "./scenario-bar.js";
import { language, lastResult, saved, say, state, whyNot } from "./store.js";
import { OUTCOMES, VISITS, WORDS, yuan } from "./words.js";

const amount = signal("12.50");
const ref = signal("S-1");
const visit = signal<keyof typeof VISITS>("treatment");
const receiptLanguage = signal<"zh" | "en" | null>(null);

const VISIT_NAMES = ["registration", "treatment", "admission", "discharge", "pharmacy"] as const;
const AMOUNT = /^\d{1,7}(\.\d{1,2})?$/;

/** The next number, for the next thing that is done. */
function numberOn(): void {
  const [, before = "", number = ""] = /^(.*?)(\d{1,9})$/.exec(ref.value) ?? [];
  ref.value = number === "" ? `${ref.value}-2` : `${before}${Number(number) + 1}`;
}

function press(
  button: "sell" | "bill" | "load" | "reverse" | "balance" | "changePassword" | "closeOfDay",
): void {
  const now = state.value;
  const isUsed = now?.results.some((one) => one.ref === ref.value && one.outcome !== "refused") ?? false;
  const wasUndecided = now?.results.findLast((one) => one.ref === ref.value)?.outcome;
  const isOpen = wasUndecided === "undecided" || wasUndecided === "failed" || wasUndecided === "killed";
  const needsRef = button === "sell" || button === "bill" || button === "load" || button === "reverse";
  if (needsRef && isUsed && !isOpen) numberOn();
  const amountFen = AMOUNT.test(amount.value) ? Math.round(Number(amount.value) * 100) : 0;
  const paid = now?.results.findLast(
    (one) => /^(sell|bill)$/.test(one.button) && one.outcome === "committed",
  );
  const request: StudioRequest = {
    do: button,
    ...(needsRef ? { ref: ref.value } : {}),
    ...(button !== "reverse" && needsRef ? { amountFen } : {}),
    ...(button === "bill" ? { visit: visit.value } : {}),
    ...(button === "reverse" ? { of: paid?.ref ?? ref.value } : {}),
  };
  void ask(request);
}

async function save(): Promise<void> {
  const yaml = await askScenario();
  if (yaml === undefined) return;
  saved.value++;
  download("studio.yaml", new Blob([yaml], { type: "application/yaml" }));
}

export function TillView() {
  const now = state.value;
  if (now === null) return null;
  const isBusy = now.busy !== null;
  const button = (name: Parameters<typeof press>[0], main = false) => (
    <button
      type="button"
      id={name}
      class={main ? "main" : ""}
      disabled={isBusy || whyNot(name) !== undefined}
      title={whyNot(name)}
      onClick={() => press(name)}
    >
      {say(WORDS[name])}
    </button>
  );
  return (
    <section class="panel till" aria-labelledby="till-title">
      <h2 id="till-title">{say(WORDS.till)}</h2>
      <div class="row fields">
        <label>
          {say(WORDS.amount)}
          <input
            id="amount"
            inputMode="decimal"
            value={amount.value}
            aria-invalid={!AMOUNT.test(amount.value)}
            onInput={(event) => {
              amount.value = event.currentTarget.value;
            }}
          />
        </label>
        <label>
          {say(WORDS.ref)}
          <input
            id="ref"
            value={ref.value}
            maxLength={64}
            onInput={(event) => {
              ref.value = event.currentTarget.value;
            }}
          />
        </label>
      </div>
      <div class="row buttons">
        {button("sell", true)}
        {button("load")}
        {button("reverse")}
        {button("balance")}
        {button("changePassword")}
        {button("closeOfDay")}
      </div>
      <div class="row">
        <label class="row">
          {say(WORDS.visit)}
          <select
            id="visit"
            value={visit.value}
            onChange={(event) => {
              const chosen = VISIT_NAMES.find((one) => one === event.currentTarget.value);
              if (chosen !== undefined) visit.value = chosen;
            }}
          >
            {VISIT_NAMES.map((one) => (
              <option key={one} value={one}>
                {say(VISITS[one])}
              </option>
            ))}
          </select>
        </label>
        {button("bill")}
      </div>
      <OutcomeView />
      <ReceiptView />
      <div class="row">
        <button
          type="button"
          id="save"
          disabled={isBusy || whyNot("scenario") !== undefined}
          title={whyNot("scenario")}
          onClick={() => void save()}
        >
          {say(WORDS.save)}
        </button>
        <OpenScenario />
      </div>
    </section>
  );
}

function OutcomeView() {
  const now = state.value;
  const result = lastResult.value;
  if (now?.busy)
    return (
      <p class="outcome busy" role="status" id="outcome">
        {say(WORDS.working)} …
      </p>
    );
  if (result === null) return <p class="outcome none" role="status" id="outcome" />;
  const name = OUTCOMES[result.outcome];
  return (
    <div class={`outcome ${result.outcome}`} role="status" id="outcome" data-outcome={result.outcome}>
      <p class="big">
        {result.ref} {name === undefined ? result.outcome : say(name)}
        {result.amountFen !== null && ` ¥${yuan(result.amountFen)}`}
      </p>
      {result.why !== null && <p id="why">{say(result.why)}</p>}
      {result.remedy !== null && <p class="soft">{say(result.remedy)}</p>}
      {result.reasonCode !== null && <code>{result.reasonCode}</code>}
    </div>
  );
}

function ReceiptView() {
  const result = lastResult.value;
  const shown = receiptLanguage.value ?? language.value;
  if (result?.receipt == null) return null;
  return (
    <figure class="receipt">
      <figcaption>
        {say(WORDS.receipt)}
        <span class="row">
          {(["zh", "en"] as const).map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={shown === one}
              onClick={() => {
                receiptLanguage.value = one;
              }}
            >
              {one === "zh" ? "中文" : "English"}
            </button>
          ))}
        </span>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys */}
      <pre id="receipt" tabIndex={0}>
        {result.receipt[shown].join("\n")}
      </pre>
    </figure>
  );
}
