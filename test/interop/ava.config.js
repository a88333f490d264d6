/**
 * The tests against stock PC/SC: one after the other, on real time, apart from the unit tests (`npm run test:pcsc`).
 */
export default {
  files: ["test/dist/interop/**/*.test.js"],
  concurrency: 1,
  serial: true,
  workerThreads: false,
  timeout: "2m",
};
