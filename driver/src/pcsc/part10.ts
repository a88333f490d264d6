/**
 * Part 10 of PC/SC: what a reader can do besides carrying commands. Its features are told by control code, its
 * properties by tag.
 */

/** CM_IOCTL_GET_FEATURE_REQUEST is the control code of this number. */
export const REQUEST_FEATURES = 3400;

/** Tags of features (part 10, 2.2). */
export const FEATURE_VERIFY_PIN_DIRECT = 0x06;
export const FEATURE_MODIFY_PIN_DIRECT = 0x07;
export const FEATURE_IFD_PIN_PROPERTIES = 0x0a;
export const FEATURE_GET_TLV_PROPERTIES = 0x12;

/** Tags of properties (part 10, 2.6.14). */
export const PROPERTY_PIN_SIZE_MIN = 0x06;
export const PROPERTY_PIN_SIZE_MAX = 0x07;
export const PROPERTY_APDU_DATA_MAX = 0x0a;

/** Control codes by the tag of the feature. */
export type Features = ReadonlyMap<number, number>;
/** Values by the tag of the property, the lowest byte first. */
export type Properties = ReadonlyMap<number, number>;

/** bEntryValidationCondition of PIN_PROPERTIES (part 10, 2.5.5): bits of what can end an entry. */
const PIN_PROPERTIES_CONDITION_AT = 2;
const CONDITION_MAX_REACHED = 1;
const CONDITION_KEY = 2;

const FEATURE_LENGTH = 4;
/** Longer values are texts. */
const NUMBER_LENGTH_MAX = 4;

/** The answer to CM_IOCTL_GET_FEATURE_REQUEST. A value that is no control code is passed over, a cut one ends it. */
export function parseFeatures(answer: Uint8Array): Features {
  const features = new Map<number, number>();
  for (const { tag, value } of records(answer)) {
    if (value.length === FEATURE_LENGTH) features.set(tag, numberOf(value.slice().reverse()));
  }
  return features;
}

/** The answer to FEATURE_GET_TLV_PROPERTIES; texts are left out. */
export function parseProperties(answer: Uint8Array): Properties {
  const properties = new Map<number, number>();
  for (const { tag, value } of records(answer)) {
    if (value.length <= NUMBER_LENGTH_MAX) properties.set(tag, numberOf(value));
  }
  return properties;
}

/** The answer to FEATURE_IFD_PIN_PROPERTIES: what shall end an entry, the confirm key where the reader knows it. */
export function entryConditionOf(answer: Uint8Array): number {
  const offered = answer[PIN_PROPERTIES_CONDITION_AT] ?? CONDITION_KEY;
  return (offered & CONDITION_KEY) === 0 && (offered & CONDITION_MAX_REACHED) !== 0
    ? CONDITION_MAX_REACHED
    : CONDITION_KEY;
}

function* records(bytes: Uint8Array): Generator<{ readonly tag: number; readonly value: Uint8Array }> {
  for (let at = 0; at + 2 <= bytes.length; ) {
    const end = at + 2 + bytes[at + 1]!;
    if (end > bytes.length) return;
    yield { tag: bytes[at]!, value: bytes.subarray(at + 2, end) };
    at = end;
  }
}

/** The lowest byte first. */
function numberOf(value: Uint8Array): number {
  return value.reduceRight((sum, byte) => sum * 256 + byte, 0);
}
