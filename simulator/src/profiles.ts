/** Which cards there are: the shipped cities, and a profile of one's own, checked. */
export {
  type CardIdentity,
  type MedicalRules,
  type Profile,
  type PurseRules,
  readProfile,
  type SocialRules,
} from "./profiles/profile.js";
export { profileOf } from "./profiles/profile-file.js";
export { profileSchema } from "./profiles/profile-schema.js";
export { findProfile, profileNames } from "./profiles/profiles.js";
