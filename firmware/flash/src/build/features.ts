/** What a firmware can be built without: all of it takes most of the memory of the smallest board. */

/** By the name on the command line: what it is, and its constant in `firmware/src/features.ts`. */
const FEATURES = {
  t1: { constant: "HAS_T1", meaning: "T=1" },
  pps: { constant: "HAS_PPS", meaning: "PPS" },
  pinpad: { constant: "HAS_PINPAD", meaning: "PIN entry on the keypad, and the persona pinpad" },
  level: { constant: "HAS_LEVEL", meaning: "GET RESPONSE and 6Cxx by the reader itself" },
  fast: { constant: "HAS_FAST_LINE", meaning: "a faster host line when the host asks for it" },
} as const;

export type Feature = keyof typeof FEATURES;

export const FEATURE_NAMES = Object.keys(FEATURES) as Feature[];

/** "t1 (T=1), pps (PPS), …" */
export const FEATURES_IN_WORDS = FEATURE_NAMES.map((name) => `${name} (${FEATURES[name].meaning})`).join(
  ", ",
);

/**
 * Names with commas between them.
 * @throws RangeError naming those that there are
 */
export function parseFeatures(text: string): readonly Feature[] {
  return text.split(",").map((word) => {
    const name = word.trim();
    if (!isFeature(name)) {
      throw new RangeError(
        `unknown feature "${name}": expected some of ${FEATURE_NAMES.join(",")} with commas between them`,
      );
    }
    return name;
  });
}

function isFeature(name: string): name is Feature {
  return Object.hasOwn(FEATURES, name);
}

/** The text of the firmware's `features.js`. */
export function featuresModule(without: readonly Feature[], hasSha256: boolean): string {
  const chosen = FEATURE_NAMES.map(
    (name) => `export const ${FEATURES[name].constant} = ${!without.includes(name)};\n`,
  );
  return `${chosen.join("")}export const HAS_CONSOLE_SECRET = ${hasSha256};\n`;
}
