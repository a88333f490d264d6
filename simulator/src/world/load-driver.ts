/**
 * The driver behind the world's till: an optional package, loaded when a world is opened. Cards, readers and the centre
 * work without it.
 */

export type { Around } from "@duka/driver";
export type Driver = typeof import("@duka/driver");
export type DriverReader = typeof import("@duka/driver/reader");

/** What passes on a link, in words: for who looks on. Behind `loadDriver`, which says what to install. */
export function loadDriverTrace(): Promise<typeof import("@duka/driver/trace")> {
  return import("@duka/driver/trace");
}

/** @throws Error that says what to install */
export async function loadDriver(): Promise<{ readonly driver: Driver; readonly readers: DriverReader }> {
  const [driver, readers] = await installed(
    Promise.all([import("@duka/driver"), import("@duka/driver/reader")]),
  );
  return { driver, readers };
}

/** How traces are read. @throws Error that says what to install */
export function loadTrace(): Promise<typeof import("@duka/driver/trace")> {
  return installed(import("@duka/driver/trace"));
}

async function installed<T>(loading: Promise<T>): Promise<T> {
  try {
    return await loading;
  } catch (cause) {
    const isMissing =
      cause instanceof Error &&
      "code" in cause &&
      // Looked for as a module, or by a program that has it in its files.
      (cause.code === "ERR_MODULE_NOT_FOUND" || cause.code === "MODULE_NOT_FOUND") &&
      cause.message.includes("'@duka/driver'");
    if (!isMissing) throw cause;
    throw new Error("a world has a till of @duka/driver, which is not installed: npm install @duka/driver", {
      cause,
    });
  }
}
