/** Whether a request is looked at at all, by its headers alone. A token comes after it. */
import { isOwnHost } from "./listen-address.js";

/** Headers of a request that tell where it comes from. */
export type Asked = {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`, which no page can set. */
  readonly fetchSite: string | undefined;
};

export type GuardCode = "host-refused" | "origin-null" | "origin-not-listed" | "page-without-origin";

export type GuardVerdict =
  /** `origin` of the page; `own` for the service's own pages; undefined for a program that is no browser. */
  | { readonly isLetIn: true; readonly origin: string | "own" | undefined }
  | { readonly isLetIn: false; readonly code: GuardCode };

export type Guard = (asked: Asked) => GuardVerdict;

/**
 * @param origins that may ask, as browsers write them
 * @param port where the service listens
 * @param hosts "any" for one that others on the network may ask: what keeps a page of a stranger out is its token
 */
export function createGuard(origins: ReadonlySet<string>, port: number, hosts: "own" | "any" = "own"): Guard {
  const refuse = (code: GuardCode): GuardVerdict => ({ isLetIn: false, code });
  return ({ host, origin, fetchSite }) => {
    if (hosts === "own" && !isOwnHost(host, port)) return refuse("host-refused");
    if (origin === undefined) {
      // A browser leaves `Origin` out of its own page's GET, and of what an image or a script asks elsewhere.
      const isForeign = fetchSite !== undefined && fetchSite !== "same-origin" && fetchSite !== "none";
      if (isForeign) return refuse("page-without-origin");
      return { isLetIn: true, origin: fetchSite === undefined ? undefined : "own" };
    }
    if (origin === "null") return refuse("origin-null");
    // A stranger's name may lead to a service that listens to any host, and is then its own origin.
    if (origin === `http://${host}` && hosts === "own") return { isLetIn: true, origin: "own" };
    return origins.has(origin) ? { isLetIn: true, origin } : refuse("origin-not-listed");
  };
}
