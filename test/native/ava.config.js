/**
 * The native library as programs call it: one after the other, on real time, apart from the unit tests
 * (`npm run test:native`).
 */
export default {
  files: ["test/dist/native/**/*.test.js"],
  concurrency: 1,
  serial: true,
  workerThreads: false,
  timeout: "3m",
};
