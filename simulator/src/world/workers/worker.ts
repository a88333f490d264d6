/**
 * A process of its own that does tasks: what it has learnt of its cities stays from one range to the next. One that
 * dies is replaced, and the task that it died of is done again. A process and not a thread, because what may go wrong
 * includes the database's native code.
 */
import { type ChildProcess, fork } from "node:child_process";
import { RealClock } from "../../time/real-clock.js";
import type { FromWorker, Task, TaskRange } from "./worker-messages.js";

/** So often may the process die under one task. */
const DEATHS_MAX = 3;
/** A task takes seconds at most: one that says nothing for so long computes for ever. */
const SILENT_MAX_MS = 300_000;

/** What the processes do. */
export type Job<Context, T extends Task, Answer> = {
  /** Of the process; it calls `answerTasks`. */
  readonly module: URL;
  /** The answer to a task that its processes died of. */
  crashed(context: Context, task: T, how: string): Answer;
};

export type Worker<Context, T extends Task, Answer> = {
  /** Answers each task once; one range at a time. @throws Error when the build has changed, or after `stop` */
  run(range: TaskRange<Context, T>, onAnswer: (answer: Answer, index: number) => void): Promise<void>;
  /** The process ends when it has nothing to do. */
  end(): void;
  stop(): void;
};

/** @param onProcess told of each process when it begins */
export function openWorker<Context, T extends Task, Answer>(
  job: Job<Context, T, Answer>,
  onProcess: (pid: number) => void = () => undefined,
): Worker<Context, T, Answer> {
  const clock = new RealClock();
  let child: ChildProcess | undefined;
  let isStopped = false;

  function begin(): ChildProcess {
    const begun = fork(job.module);
    if (begun.pid !== undefined) onProcess(begun.pid);
    begun.once("exit", () => {
      if (child === begun) child = undefined;
    });
    child = begun;
    return begun;
  }

  /** @returns how the process ended; undefined when it has answered all */
  function give(
    range: TaskRange<Context, T>,
    onAnswer: (answer: Answer, index: number) => void,
  ): Promise<string | undefined> {
    const process = child ?? begin();
    let left = range.tasks.length;
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
      const take = (message: FromWorker<Answer>): void => {
        if (isStopped) return;
        if ("error" in message) {
          failed(new Error(message.error));
          return;
        }
        listen();
        onAnswer(message.answer, message.index);
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
    async run({ build, context, tasks }, onAnswer) {
      let left = tasks;
      let deaths = 0;
      while (left.length > 0) {
        if (isStopped) throw new Error("the process that did the tasks was stopped");
        const how = await give({ build, context, tasks: left }, (answer, index) => {
          left = left.filter((task) => task.index !== index);
          deaths = 0;
          onAnswer(answer, index);
        });
        if (how === undefined || isStopped) continue;
        // The first that was not answered is what the process died of, or was doing when it was killed.
        if (++deaths < DEATHS_MAX) continue;
        deaths = 0;
        const [first, ...others] = left;
        left = others;
        onAnswer(job.crashed(context, first!, how), first!.index);
      }
    },
    end: () => child?.disconnect(),
    stop() {
      isStopped = true;
      child?.kill("SIGKILL");
    },
  };
}
