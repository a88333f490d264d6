export default {
  files: ["test/dist/**/*.test.js", "!test/dist/interop/**", "!test/dist/bench/**", "!test/dist/espruino/**"],
  // Child processes: coverage counts in them, and no test shares a global with another file.
  workerThreads: false,
  failFast: false,
  timeout: "2m",
};
