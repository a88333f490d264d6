/** What a process begins with whose parent says when it is over. */
export function endWithParent(): void {
  // Ctrl-C reaches the whole group.
  process.on("SIGINT", () => undefined);
  process.on("disconnect", () => process.exit());
  // Of a program that was killed in its world something may still end badly: no one waits for it.
  process.on("unhandledRejection", () => undefined);
}
