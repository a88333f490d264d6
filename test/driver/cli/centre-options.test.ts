import { chmodSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import test, { type ExecutionContext } from "ava";
import { serve } from "../../support/programs/serve.js";
import { duka } from "../../support/programs/terminal.js";
import {
  AUTHORITY,
  CLIENT_CERTIFICATE,
  CLIENT_KEY,
  SERVER_CERTIFICATE,
  SERVER_KEY,
} from "../../support/values/certificates.js";
import { folderOf } from "../../support/values/folder.js";

const SECRET = "Bearer s3cret-of-the-till";

/** A centre that lets only its tills in, and says in its refusal who asked; the files of such a till. */
async function protectedCentre(t: ExecutionContext) {
  const options = {
    cert: SERVER_CERTIFICATE,
    key: SERVER_KEY,
    ca: AUTHORITY,
    requestCert: true,
    rejectUnauthorized: true,
  };
  const heard: (string | undefined)[] = [];
  const server = createServer(options, (request, response) => {
    const { CN } = (request.socket as TLSSocket).getPeerCertificate().subject;
    heard.push(request.headers.authorization);
    response.writeHead(403, { "content-type": "application/json" });
    response.end(JSON.stringify({ code: "not-designated", message: `heard ${String(CN)}` }));
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const folder = folderOf(t);
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const files = {
    ca: file("ca.pem", AUTHORITY),
    cert: file("cert.pem", CLIENT_CERTIFICATE),
    key: file("key.pem", CLIENT_KEY),
    authorization: file("authorization", `${SECRET}\n`),
  };
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const till = [
    "--reader",
    "sim:",
    "--journal",
    join(folder, "j.db"),
    "--centre",
    url,
    "--institution",
    "H1",
  ];
  return { till, files, heard };
}

test("a load reaches a protected centre with files named on the command line", async (t) => {
  const { till, files, heard } = await protectedCentre(t);
  const named = ["--centre-ca", files.ca, "--centre-cert", files.cert, "--centre-key", files.key];
  const words = ["credit", ...till, ...named, "--centre-authorization", files.authorization];
  const { told } = await duka([...words, "--amount", "1", "--ref", "L-1"]);
  t.regex(told, /heard Duka test client/);
  t.true(heard.length > 0);
  t.true(heard.every((one) => one === SECRET));
  t.notRegex(told, /s3cret/);
});

test("a load reaches a protected centre with files and authorization of the environment", async (t) => {
  const { till, files, heard } = await protectedCentre(t);
  const env = {
    DUKA_CENTRE_CA: files.ca,
    DUKA_CENTRE_CERT: files.cert,
    DUKA_CENTRE_KEY: files.key,
    DUKA_CENTRE_AUTHORIZATION: SECRET,
  };
  const { told } = await duka(["credit", ...till, "--amount", "1", "--ref", "L-1"], { env });
  t.regex(told, /heard Duka test client/);
  t.is(heard[0], SECRET);
});

test("duka serve reaches a protected centre too", async (t) => {
  const { till, files, heard } = await protectedCentre(t);
  const named = ["--centre-ca", files.ca, "--centre-cert", files.cert, "--centre-key", files.key];
  const served = serve([...till, ...named, "--centre-authorization", files.authorization]);
  served.say(JSON.stringify({ id: 1, method: "credit", params: { ref: "L-1", amountFen: 100 } }));
  t.regex(JSON.stringify(await served.next()), /heard Duka test client/);
  t.is(await served.end(), 0);
  t.is(heard[0], SECRET);
});

for (const command of [
  ["waiting"],
  ["settle"],
  ["credit", "--reader", "sim:", "--amount", "1", "--ref", "L-1"],
  ["serve", "--stdio", "--reader", "sim:"],
]) {
  test(`duka ${command[0]} refuses a centre at plain http:// on another machine unless it is said`, async (t) => {
    const centre = [
      "--centre",
      "http://centre.invalid",
      "--institution",
      "H1",
      "--journal",
      join(folderOf(t), "j.db"),
    ];
    const { code, told } = await duka([...command, ...centre]);
    t.is(code, 2);
    t.regex(told, /--insecure-centre/);
    if (command[0] === "credit" || command[0] === "serve") return;
    t.not((await duka([...command, ...centre, "--insecure-centre"])).code, 2);
  });
}

test("a file of the line that is missing, a pipe or of another kind is named, and nothing of a secret is shown", async (t) => {
  const { till, files } = await protectedCentre(t);
  const load = ["credit", ...till, "--amount", "1", "--ref", "L-1"];
  for (const [words, said] of [
    [["--centre-ca", `${files.ca}-none`], /--centre-ca: .*cannot be read/],
    [["--centre-key", "/dev/zero"], /--centre-key: .*not a regular file/],
    [["--centre-key", files.key], /given together/],
    [["--centre-cert", files.key, "--centre-key", files.key], /cannot be used/],
  ] as const) {
    const { code, told } = await duka([...load, ...words]);
    t.is(code, 2, told);
    t.regex(told, said);
    t.false(told.includes(CLIENT_KEY.split("\n")[1]!));
  }
});

test("a key, a journal and a trace that other users can read are told, with what to do", async (t) => {
  const { till, files } = await protectedCentre(t);
  chmodSync(files.authorization, 0o644);
  const words = [...till, "--centre-ca", files.ca, "--centre-authorization", files.authorization];
  const trace = join(folderOf(t), "t.trace");
  writeFileSync(trace, "", { mode: 0o644 });
  const { told } = await duka(["balance", ...words, "--trace", trace]);
  t.regex(told, /authorization is open to other users \(mode 0644\): close it with chmod 600/);
  t.regex(told, /t\.trace is open to other users/);
  const journal = till[till.indexOf("--journal") + 1]!;
  chmodSync(journal, 0o664);
  t.regex((await duka(["balance", ...till])).told, /j\.db is open to other users \(mode 0664\)/);
});
