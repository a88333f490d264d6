/**
 * They go over and over the same lines, where others have been before: coverage has nothing to learn of them, and
 * counts for long.
 */
const SWEEPS = [
  "!test/dist/noise/**",
  "!test/dist/property/bad-{cards,frames}.test.js",
  "!test/dist/simulator/card/{purse-model,tearing-all}.test.js",
  "!test/dist/driver/journal/crash.test.js",
  "!test/dist/firmware/flash/power-cut.test.js",
];

export default {
  files: [
    "test/dist/**/*.test.js",
    ...[
      "!test/dist/interop/**",
      "!test/dist/bench/**",
      "!test/dist/espruino/**",
      "!test/dist/browser/**",
      "!test/dist/clients/**",
      "!test/dist/native/**",
      "!test/dist/queue/**",
      "!test/dist/sweeps/**",
    ],
    ...(process.env.COVERAGE === undefined ? [] : SWEEPS),
  ],
  // Child processes: coverage counts in them, and no test shares a global with another file.
  workerThreads: false,
  failFast: false,
  timeout: "2m",
};
