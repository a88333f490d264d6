/**
 * The clients in other languages, the examples and the archive for hospitals without internet, really run: one after
 * the other, on real time, apart from the unit tests (`npm run test:clients`).
 */
export default {
  files: ["test/dist/clients/**/*.test.js"],
  concurrency: 2,
  workerThreads: false,
  timeout: "5m",
};
