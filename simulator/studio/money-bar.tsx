/** Money, always in view: on the cards, by the journal, at the centre. */
import { say, state, whyNot } from "./store.js";
import { WORDS, yuan } from "./words.js";

export function MoneyBar() {
  const money = state.value?.money;
  if (money === undefined) return null;
  if (money === null)
    return (
      <section class="money unseen" aria-label={say(WORDS.money)} id="money">
        <span class="soft">{whyNot("money")}</span>
      </section>
    );
  const { cardsFen, openingFen, soldFen, loadedFen, centreFen, dueFen } = money;
  return (
    <section class={`money ${money.state}`} aria-label={say(WORDS.money)} id="money">
      <dl>
        <div>
          <dt>{say(WORDS.onCards)}</dt>
          <dd>{yuan(cardsFen)}</dd>
        </div>
        <div>
          <dt>{say(WORDS.inJournal)}</dt>
          <dd>
            {yuan(openingFen)} − {yuan(soldFen)} + {yuan(loadedFen)} ={" "}
            {yuan(openingFen - soldFen + loadedFen)}
          </dd>
        </div>
        <div>
          <dt>{say(WORDS.atCentre)}</dt>
          <dd>
            {yuan(centreFen)}
            {dueFen > 0 && (
              <small>
                {" "}
                ({say(WORDS.due)} {yuan(dueFen)})
              </small>
            )}
          </dd>
        </div>
      </dl>
      <strong role="status">
        {money.state === "conserved" ? "✓ " : money.state === "open" ? "… " : "✗ "}
        {say(WORDS[money.state])}
      </strong>
    </section>
  );
}
