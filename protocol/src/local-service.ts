/** Rules of a service on this machine that web pages may ask: who is let in, and how often. No socket in it. */
export {
  type Asked,
  createGuard,
  type Guard,
  type GuardCode,
  type GuardVerdict,
} from "./local-service/guard.js";
export {
  isLoopbackHost,
  isOwnHost,
  type ListenAddress,
  listenAddress,
} from "./local-service/listen-address.js";
export { originList, parseOrigin } from "./local-service/origin.js";
export { createRateLimit, type RateLimit } from "./local-service/rate-limit.js";
export { createToken, isToken, sameHash, tokenHash } from "./local-service/token.js";
