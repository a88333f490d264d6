/** Ed25519 signatures of manifests: the holder of the manufacturer's key has built this firmware. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { rangeError, whyInBoth } from "@duka/protocol/data/bilingual";

const ALGORITHM = "Ed25519";

/**
 * @param manifest the text of the manifest, which has the hash of the bundle in it
 * @param privateKey PEM
 * @returns the text of the `.sig` file: JSON with algorithm, public key and signature in base64
 * @throws RangeError when the key is no Ed25519 private key
 */
export function signManifest(manifest: string, privateKey: string): string {
  const key = keyOf("the signing key", "private", privateKey);
  return `${JSON.stringify(
    {
      algorithm: ALGORITHM,
      publicKey: derOf(createPublicKey(key)).toString("base64"),
      signature: sign(null, Buffer.from(manifest), key).toString("base64"),
    },
    null,
    2,
  )}\n`;
}

export type Signer = {
  /** SHA-256 of the public key, hexadecimal, first 16 digits: for a person to compare. */
  readonly fingerprint: string;
};

/**
 * @param trustedKey PEM of the only key whose signature counts; undefined: any key, which guards against damage but not
 *   against a forger
 * @throws RangeError when the signature is not one of this text, or not by that key
 */
export function verifyManifest(
  file: string,
  manifest: string,
  signature: string,
  trustedKey?: string,
): Signer {
  const { publicKey, bytes } = parseSignature(file, signature);
  if (trustedKey !== undefined) {
    const trusted = readTrustedKey(trustedKey);
    if (!derOf(trusted).equals(derOf(publicKey))) {
      throw new RangeError(
        `${file}: signed by another key (${fingerprintOf(publicKey)}) than the trusted one (${fingerprintOf(trusted)})`,
      );
    }
  }
  if (!verify(null, Buffer.from(manifest), publicKey, bytes)) {
    throw new RangeError(`${file}: the signature is not one of this manifest`);
  }
  return { fingerprint: fingerprintOf(publicKey) };
}

/** @throws RangeError when the file cannot be read */
export function readKey(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { en, zh } = whyInBoth(error);
    throw rangeError(`${file} cannot be read: ${en}`, `无法读取 ${file}：${zh}`);
  }
}

function parseSignature(file: string, text: string): { publicKey: KeyObject; bytes: Uint8Array } {
  const notOurs = new RangeError(`${file}: no signature of duka-flash build, or a changed one`);
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read !== "object" || read === null) throw notOurs;
    const { algorithm, publicKey, signature } = read as { [name: string]: unknown };
    if (algorithm !== ALGORITHM || typeof publicKey !== "string" || typeof signature !== "string")
      throw notOurs;
    // One text for each signature: what differs in spaces or padding bits is a changed one.
    const der = Buffer.from(publicKey, "base64");
    const bytes = Buffer.from(signature, "base64");
    const canonical = { algorithm, publicKey: der.toString("base64"), signature: bytes.toString("base64") };
    if (`${JSON.stringify(canonical, null, 2)}\n` !== text) throw notOurs;
    return { publicKey: createPublicKey({ key: der, format: "der", type: "spki" }), bytes };
  } catch (error) {
    if (error === notOurs) throw error;
    throw new RangeError(notOurs.message, { cause: error });
  }
}

/** @throws RangeError for what is no Ed25519 public key in PEM; a private one is refused by name */
export function readTrustedKey(pem: string): KeyObject {
  return keyOf("the trusted key", "public", pem);
}

type KeyKind = "private" | "public";

const WHAT_ZH: { readonly [kind in KeyKind]: string } = { private: "签名密钥", public: "受信任的密钥" };

/** How a person makes such a file. */
const MAKE: { readonly [kind in KeyKind]: string } = {
  private: "openssl genpkey -algorithm ed25519 -out key.pem",
  public: "openssl pkey -in key.pem -pubout -out public.pem",
};

/** The first line of a PEM file says which it is; a private key would give its public one without a word. */
const PEM = /^-----BEGIN (?:[A-Z]+ )?(PRIVATE|PUBLIC) KEY-----/m;

function keyOf(what: string, kind: KeyKind, pem: string): KeyObject {
  const found = PEM.exec(pem)?.[1]?.toLowerCase();
  if (found !== undefined && found !== kind) {
    throw kind === "public"
      ? rangeError(
          `${what} is a private key, which stays with the manufacturer: give its public one (${MAKE.public})`,
          `${WHAT_ZH[kind]}是私钥，私钥应由厂商保管：请给出对应的公钥（${MAKE.public}）`,
        )
      : rangeError(
          `${what} is a public key, which signs nothing: give the private one (${MAKE.private})`,
          `${WHAT_ZH[kind]}是公钥，不能签名：请给出私钥（${MAKE.private}）`,
        );
  }
  let key: KeyObject;
  try {
    key = kind === "private" ? createPrivateKey(pem) : createPublicKey(pem);
  } catch {
    // The cause may quote the key.
    throw rangeError(
      `${what} is no key in PEM; make one with: ${MAKE[kind]}`,
      `${WHAT_ZH[kind]}不是 PEM 格式的密钥，可这样生成：${MAKE[kind]}`,
    );
  }
  if (key.asymmetricKeyType !== "ed25519") {
    throw rangeError(
      `${what} is a key of type ${key.asymmetricKeyType}; expected ed25519`,
      `${WHAT_ZH[kind]}的类型为 ${key.asymmetricKeyType}，应为 ed25519`,
    );
  }
  return key;
}

function derOf(key: KeyObject): Buffer {
  return key.export({ format: "der", type: "spki" });
}

function fingerprintOf(key: KeyObject): string {
  return createHash("sha256").update(derOf(key)).digest("hex").slice(0, 16);
}
