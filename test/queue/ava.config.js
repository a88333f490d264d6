/**
 * Campaigns through a queue at a real Redis: processes that are killed, on real time, apart from the unit tests
 * (`npm run test:queue`).
 */
export default {
  files: ["test/dist/queue/**/*.test.js"],
  concurrency: 1,
  serial: true,
  workerThreads: false,
  timeout: "5m",
};
