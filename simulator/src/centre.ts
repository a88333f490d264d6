/** The simulated insurance centre, in the process or over HTTP. */
export { callInProcess } from "./centre/call-in-process.js";
export { type Centre, type CentreAnswer, type CentreOptions, createCentre } from "./centre/centre.js";
export { type Enrolment, enrolProfile, PROFILE_HOLDER } from "./centre/enrol-profile.js";
export { centreFaultsOf, type FaultyEntry, faultyEntry, type Received } from "./centre/faulty-entry.js";
export { type HttpOptions, serveHttp } from "./centre/http/http-server.js";
export { centreOfProfile, identityOfProfile, rulesOfProfile } from "./centre/profile-centre.js";
export { type CityRules, DEFAULT_RULES } from "./centre/rules.js";
export type { Store } from "./centre/store/store.js";
export { memoryStore } from "./centre/store/store-memory.js";
export { sqliteStore } from "./centre/store/store-sqlite.js";
export type { HttpService } from "./http/listen.js";
