/** The studio's server: news as they come, and what is asked of it. The token stands in the page's address. */
import type { CutNews } from "../src/studio/cut-result.js";
import type { StudioRequest } from "../src/studio/studio-request.js";
import type { StudioNews } from "../src/studio/studio-state.js";
import { token } from "./address.js";
import { clauses, isConnected, problem, takeNews } from "./store.js";
import { followCalls } from "./strip-view.js";

const headers = { authorization: `Bearer ${token}` };

type Refused = { readonly error?: { readonly en?: string; readonly zh?: string } };

/** What is refused is told on the page. @returns undefined then */
export async function call<T>(method: "GET" | "POST", path: string, body?: unknown): Promise<T | undefined> {
  try {
    const response = await fetch(path, {
      method,
      headers: body === undefined ? headers : { ...headers, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const told: unknown = await response.json();
    if (response.ok) {
      problem.value = null;
      return told as T;
    }
    const { en = "it was refused", zh = "请求被拒绝" } = (told as Refused).error ?? {};
    problem.value = { en, zh };
  } catch {
    problem.value = GONE;
  }
  return undefined;
}

const GONE = {
  en: "the studio has ended: start duka-sim studio again",
  zh: "演示台已结束，请重新运行 duka-sim studio",
};

export function ask(request: StudioRequest): Promise<unknown> {
  return call("POST", "/api/ask", request);
}

export async function askScenario(): Promise<string | undefined> {
  return (await call<{ readonly yaml: string }>("GET", "/api/scenario"))?.yaml;
}

/** @param takeCuts told of what is no news of the counter */
function take(news: StudioNews, takeCuts: (news: CutNews) => void): void {
  if (news.news === "places" || news.news === "cuts" || news.news === "swept") {
    takeCuts(news);
    return;
  }
  takeNews(news);
  followCalls();
}

/** Until the server ends. */
export async function listen(takeCuts: (news: CutNews) => void): Promise<void> {
  clauses.value = (await call<{ readonly [command: string]: string }>("GET", "/api/commands")) ?? {};
  if (problem.value !== null) return;
  const { body } = await fetch("/api/news", { headers });
  if (body === null) return;
  isConnected.value = true;
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const messages = (rest + value).split("\n\n");
      rest = messages.pop() ?? "";
      for (const message of messages)
        if (message.startsWith("data: "))
          take(JSON.parse(message.slice("data: ".length)) as StudioNews, takeCuts);
    }
  } finally {
    isConnected.value = false;
    problem.value = GONE;
  }
}
