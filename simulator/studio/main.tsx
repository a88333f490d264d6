/** The studio's page. */
import { effect } from "@preact/signals";
import { render } from "preact";
import { keepInAddress, wantedText } from "./address.js";
import { CardRack } from "./card-rack.js";
import { listen } from "./connection.js";
import { chosenCut, show, takeCutNews } from "./cut-store.js";
import { FilmStrip } from "./film-strip.js";
import { LiveBar } from "./live-bar.js";
import { MoneyBar } from "./money-bar.js";
import { PaceBar } from "./pace-bar.js";
import { ReaderView } from "./reader-view.js";
import { isConnected, language, problem, say, state, theme } from "./store.js";
import { TillView } from "./till-view.js";
import { TourPanel, TourStart } from "./tour.js";
import { WORDS } from "./words.js";

const SUBTITLES = {
  simulated: WORDS.subtitle,
  reader: WORDS.subtitleReader,
  till: WORDS.subtitleTill,
} as const;

function Studio() {
  document.documentElement.lang = language.value === "zh" ? "zh-CN" : "en";
  document.documentElement.dataset.theme = theme.value ?? "";
  return (
    <>
      <header>
        <h1>{say(WORDS.title)}</h1>
        <p class="soft">{say(SUBTITLES[state.value?.live?.kind ?? "simulated"])}</p>
        <TourStart />
        <div class="row">
          <button
            type="button"
            id="language"
            lang={language.value === "zh" ? "en" : "zh-CN"}
            onClick={() => {
              language.value = language.value === "zh" ? "en" : "zh";
            }}
          >
            {language.value === "zh" ? "English" : "中文"}
          </button>
          <button
            type="button"
            id="theme"
            onClick={() => {
              const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
              theme.value = (theme.value ?? (isDark ? "dark" : "light")) === "dark" ? "light" : "dark";
            }}
          >
            {say(WORDS.light)} / {say(WORDS.dark)}
          </button>
        </div>
      </header>
      <MoneyBar />
      <main>
        {problem.value !== null && (
          <p class="problem" role="alert" id="problem">
            {say(problem.value)}
          </p>
        )}
        {!isConnected.value && problem.value === null && <p role="status">{say(WORDS.connecting)} …</p>}
        <LiveBar />
        <PaceBar />
        <div class="counter">
          <CardRack />
          <ReaderView />
          <TillView />
        </div>
        <FilmStrip />
      </main>
      <TourPanel />
    </>
  );
}

render(<Studio />, document.getElementById("studio")!);
const run = wantedText("run");
effect(() => {
  const shownLine = chosenCut.value?.line ?? null;
  keepInAddress({ language: language.value, theme: theme.value, run: shownLine });
});
void listen(takeCutNews);
if (run !== undefined) void show(run);
