/** How a service of the command line ends. */

/** Resolves at Ctrl-C, or when the system asks the process to end; the next such signal ends it at once. */
export function untilInterrupted(): Promise<undefined> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve(undefined));
  });
}
