/** `--html` of `duka-sim campaign` and `merge`. */
import { closeSync, openSync, writeFileSync } from "node:fs";
import type { PageOfCampaign } from "../report/campaign-page.js";
import { simulatorVersion } from "./simulator-version.js";

export type PageWords = { readonly html?: string; readonly withPersonalData?: true };

/** Nights of work are not lost to a mistyped folder. @throws Error when the page could not be written */
export function checkPageFile({ html }: PageWords): void {
  if (html !== undefined) closeSync(openSync(html, "a"));
}

export async function writePage(
  { html, withPersonalData }: PageWords,
  campaign: Omit<PageOfCampaign, "version" | "withPersonalData">,
): Promise<void> {
  if (html === undefined) return;
  const { campaignPage } = await import("../report/campaign-page.js");
  const page = { version: simulatorVersion(), withPersonalData: withPersonalData === true };
  writeFileSync(html, await campaignPage({ ...campaign, ...page }));
}
