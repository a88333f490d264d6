/** The programs of a world's machine, as its journal tells them apart: each has a number, and lives until it ends. */

export type WorldProcesses = {
  /** Another one. */
  begin(): number;
  end(pid: number): void;
  isAlive(pid: number): boolean;
};

export function worldProcesses(): WorldProcesses {
  const alive = new Set<number>();
  let last = 0;
  return {
    begin() {
      last++;
      alive.add(last);
      return last;
    },
    end: (pid) => void alive.delete(pid),
    isAlive: (pid) => alive.has(pid),
  };
}
