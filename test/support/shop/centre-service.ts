/**
 * The simulated insurance centre over HTTP, for command lines: with the card of a profile issued, active and known to
 * it.
 */
import { callInProcess } from "@duka/simulator/centre/call-in-process";
import { createCentre } from "@duka/simulator/centre/centre";
import { enrolProfile } from "@duka/simulator/centre/enrol-profile";
import { faultyEntry } from "@duka/simulator/centre/faulty-entry";
import { serveHttp } from "@duka/simulator/centre/http/http-server";
import { centreOfProfile } from "@duka/simulator/centre/profile-centre";
import { type CityRules, DEFAULT_RULES } from "@duka/simulator/centre/rules";
import { findProfile } from "@duka/simulator/profiles/profiles";
import { RealClock } from "@duka/simulator/time/real-clock";
import type { ExecutionContext } from "ava";
import { INSTITUTION } from "./insurance.js";

/** The words that name it on a command line. */
export async function centreWords(
  t: ExecutionContext,
  city = "hangzhou",
  rules: Partial<CityRules> = {},
): Promise<string[]> {
  const clock = new RealClock();
  const profile = findProfile(city);
  const ofProfile = centreOfProfile(profile);
  const entry = faultyEntry(
    createCentre({ clock, ...ofProfile, rules: { ...DEFAULT_RULES, ...ofProfile.rules, ...rules } }),
  );
  await enrolProfile(callInProcess(entry, clock), profile);
  const service = await serveHttp({ entry, clock, version: "0", host: "127.0.0.1", port: 0 });
  t.teardown(() => service.close());
  return ["--centre", service.url, "--institution", INSTITUTION];
}

/** A day in China, as the export wants it. */
export function today(): string {
  return new Date(new RealClock().wallMs() + 8 * 3_600_000).toISOString().slice(0, 10);
}
