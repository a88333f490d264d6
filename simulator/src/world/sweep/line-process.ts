/** A process of a sweep's pool. */
import { answerTasks } from "../workers/answer-tasks.js";
import { runLine } from "./cut-job.js";

answerTasks(runLine);
