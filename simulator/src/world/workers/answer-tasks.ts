/** The whole life of a process of a pool: it does the tasks that it is given, one after the other, and answers each. */
import { isThisBuild } from "./build-hash.js";
import { endWithParent } from "./end-with-parent.js";
import type { FromWorker, Task, TaskRange } from "./worker-messages.js";

export function answerTasks<Context, T extends Task, Answer>(
  answer: (context: Context, task: T) => Promise<Answer>,
): void {
  endWithParent();

  const tell = (message: FromWorker<Answer>): void => void process.send?.(message);

  async function work({ build, context, tasks }: TaskRange<Context, T>): Promise<void> {
    if (!isThisBuild(build)) {
      tell({ error: "the build has changed meanwhile: begin anew" });
      return;
    }
    for (const task of tasks) tell({ index: task.index, answer: await answer(context, task) });
  }

  process.on("message", (range: TaskRange<Context, T>) => {
    work(range).catch((error: unknown) => tell({ error: String(error) }));
  });
}
