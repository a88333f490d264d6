/** A process of a campaign's pool. */
import { answerTasks } from "../workers/answer-tasks.js";
import { runPlanned } from "./session-result.js";

answerTasks(runPlanned);
