/** A report and a signature over it, so that a reader of it sees that it is as it was made, and by whose key. */
import { createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";
import type { Report } from "./certify.js";

type SignedReport = {
  readonly report: Report;
  readonly signature: {
    readonly algorithm: "ed25519";
    /** SubjectPublicKeyInfo, DER, base64. */
    readonly publicKey: string;
    /** Over the report as JSON without white space, UTF-8; base64. */
    readonly value: string;
  };
};

const MAKE = "openssl genpkey -algorithm ed25519 -out key.pem";

/** @throws RangeError for what is no private key of Ed25519 in PEM; nothing of it is quoted */
export function readSigningKey(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw new RangeError(`--sign must be a private key in PEM; make one with: ${MAKE}`);
  }
  if (key.asymmetricKeyType === "ed25519") return key;
  throw new RangeError(
    `--sign is a key of type ${key.asymmetricKeyType}; expected ed25519, made with: ${MAKE}`,
  );
}

export function signedReport(report: Report, key: KeyObject): SignedReport {
  const publicKey = createPublicKey(key).export({ format: "der", type: "spki" }).toString("base64");
  const value = sign(null, Buffer.from(JSON.stringify(report)), key).toString("base64");
  return { report, signature: { algorithm: "ed25519", publicKey, value } };
}
