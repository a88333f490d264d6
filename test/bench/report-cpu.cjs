/**
 * Loaded before a program with --require: at its end writes its CPU time, in microseconds, a line to the file that
 * DUKA_BENCH_CPU names, to which all processes of a program add.
 */
const { appendFileSync } = require("node:fs");

process.once("exit", () => {
  const { user, system } = process.cpuUsage();
  appendFileSync(process.env.DUKA_BENCH_CPU, `${user + system}\n`);
});
