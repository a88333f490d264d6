/**
 * The tests in a real browser: one after the other, on real time, apart from the unit tests (`npm run test:browser`).
 */
export default {
  files: ["test/dist/browser/**/*.test.js"],
  concurrency: 1,
  serial: true,
  workerThreads: false,
  timeout: "3m",
};
