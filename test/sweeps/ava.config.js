/**
 * What takes too long for every run, whole: one after the other (`npm run sweep`). The suite has a sample of each.
 */
export default {
  files: ["test/dist/sweeps/**/*.test.js"],
  concurrency: 1,
  serial: true,
  workerThreads: false,
  timeout: "60m",
};
