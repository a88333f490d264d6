/**
 * A process of its own that runs sessions: what it has learnt of its cities stays from one range to the next. One that
 * dies is replaced, and the session that it died of is run again. A process and not a thread, because what may go wrong
 * includes the database's native code.
 */
import { type ChildProcess, fork } from "node:child_process";
import { RealClock } from "../../time/real-clock.js";
import type { FromWorker, ToWorker } from "./pool-messages.js";
import { crashed, type SessionResult } from "./session-result.js";

/** So often may the process die under one session. */
const DEATHS_MAX = 3;
/** A session takes seconds at most: one that says nothing for so long computes for ever. */
const SILENT_MAX_MS = 300_000;

export type SessionRunner = {
  /** Answers each session once; one range at a time. @throws Error when the build has changed, or after `stop` */
  run(range: ToWorker, onResult: (result: SessionResult) => void): Promise<void>;
  /** The process ends when it has nothing to do. */
  end(): void;
  stop(): void;
};

/** @param onProcess told of each process when it begins */
export function openSessionRunner(onProcess: (pid: number) => void = () => undefined): SessionRunner {
  const clock = new RealClock();
  let child: ChildProcess | undefined;
  let isStopped = false;

  function begin(): ChildProcess {
    const begun = fork(new URL("./worker-process.js", import.meta.url));
    if (begun.pid !== undefined) onProcess(begun.pid);
    begun.once("exit", () => {
      if (child === begun) child = undefined;
    });
    child = begun;
    return begun;
  }

  /** @returns how the process ended; undefined when it has answered all */
  function give(range: ToWorker, onResult: (result: SessionResult) => void): Promise<string | undefined> {
    const process = child ?? begin();
    let left = range.sessions.length;
    return new Promise((resolve, reject) => {
      let disarm = (): void => undefined;
      const listen = (): void => {
        disarm();
        disarm = clock.after(SILENT_MAX_MS, () => process.kill("SIGKILL"));
      };
      const over = (): void => {
        disarm();
        process.off("message", take).off("exit", died).off("error", failed);
      };
      const take = (message: FromWorker): void => {
        if (isStopped) return;
        if ("error" in message) {
          failed(new Error(message.error));
          return;
        }
        listen();
        onResult(message.result);
        if (--left > 0) return;
        over();
        resolve(undefined);
      };
      const died = (code: number | null, signal: string | null): void => {
        over();
        resolve(signal ?? `exit code ${code}`);
      };
      const failed = (error: Error): void => {
        over();
        reject(error);
      };
      process.on("message", take).once("exit", died).once("error", failed);
      listen();
      process.send(range);
    });
  }

  return {
    async run({ plan, build, sessions }, onResult) {
      let left = sessions;
      let deaths = 0;
      while (left.length > 0) {
        if (isStopped) throw new Error("the process that ran the sessions was stopped");
        const how = await give({ plan, build, sessions: left }, (result) => {
          left = left.filter(({ index }) => index !== result.index);
          deaths = 0;
          onResult(result);
        });
        if (how === undefined || isStopped) continue;
        // The first that was not answered is what the process died of, or was doing when it was killed.
        if (++deaths < DEATHS_MAX) continue;
        deaths = 0;
        const [first, ...others] = left;
        left = others;
        onResult(crashed(plan, first!, how));
      }
    },
    end: () => child?.disconnect(),
    stop() {
      isStopped = true;
      child?.kill("SIGKILL");
    },
  };
}
