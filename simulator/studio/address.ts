/**
 * How the page is looked at stands in its own address, behind the token: a bookmark brings it back, and no cookie and
 * no storage of the browser has it. What stands behind # is sent to no server.
 */
const [first = "", ...rest] = location.hash.slice(1).split("&");
const before = new URLSearchParams(rest.join("&"));

export const token = first;

/** @returns undefined where the address has none of them */
export function wanted<T extends string>(name: string, known: readonly T[]): T | undefined {
  return known.find((one) => one === before.get(name));
}

export function wantedText(name: string): string | undefined {
  return before.get(name) ?? undefined;
}

/** @param view null: as it is without a word */
export function keepInAddress(view: { readonly [name: string]: string | null }): void {
  const kept = new URLSearchParams();
  for (const [name, value] of Object.entries(view)) if (value !== null) kept.set(name, value);
  const text = kept.toString();
  history.replaceState(null, "", `#${token}${text === "" ? "" : `&${text}`}`);
}
