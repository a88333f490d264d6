/** Another card, terminal or holder of the same city: the number differs in its last digits. */
import type { Profile } from "../profiles/profile.js";

export function otherHolder(profile: Profile): Profile {
  const card = {
    ...profile.card,
    applicationSerialNumber: nextNumber(profile.card.applicationSerialNumber),
  };
  return { ...profile, name: `${profile.name}-other`, card };
}

export function nextNumber(digits: string): string {
  const next = String((Number(digits.slice(-4)) + 1) % 10_000).padStart(4, "0");
  return digits.slice(0, -4) + next;
}
