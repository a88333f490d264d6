/** The simulated insurance centre of a world, with the purse card of a profile issued there and active. */
import { PROFILE_HOLDER } from "@duka/simulator/centre/enrol-profile";
import { type CityCentre, openCityCentre } from "@duka/simulator/world/city-centre";

/** That of a world's till. */
export const INSTITUTION = "H330100001";
export const VOUCHING = { by: "holder", document: PROFILE_HOLDER.document } as const;

export type Insurance = CityCentre;
export const openInsurance = openCityCentre;
