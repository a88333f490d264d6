/** A process of a campaign's pool: runs the sessions that it is given, one after the other, and answers each. */
import { isSameBuild, type ToWorker } from "./pool-messages.js";
import { runPlanned } from "./session-result.js";

// Ctrl-C reaches the whole group; the pool says when it is over.
process.on("SIGINT", () => undefined);
process.on("disconnect", () => process.exit());
// Of a program that was killed in its world something may still end badly: no one waits for it.
process.on("unhandledRejection", () => undefined);

process.on("message", (message: ToWorker) => {
  work(message).catch((error: unknown) => process.send?.({ error: String(error) }));
});

async function work({ plan, sessions, build }: ToWorker): Promise<void> {
  if (!isSameBuild(build)) {
    process.send?.({ error: "the build has changed while the campaign ran: begin it anew" });
    return;
  }
  for (const session of sessions) process.send?.({ result: await runPlanned(plan, session) });
}
