/**
 * The tests against the real interpreter built for Linux: ESPRUINO=path npm run test:espruino. Real time, one after the
 * other.
 */
export default {
  files: ["test/dist/espruino/**/*.test.js"],
  concurrency: 1,
  serial: true,
  workerThreads: false,
  timeout: "3m",
};
