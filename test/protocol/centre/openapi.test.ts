import { centreGroups, centreOperations, isOperation, pathOf } from "@duka/protocol/centre/centre";
import { REFUSAL_STATUS } from "@duka/protocol/centre/centre-error";
import { openApiDocument } from "@duka/protocol/centre/openapi";
import { faultsOf } from "@duka/protocol/centre/operation";
import test from "ava";

type Json = { readonly [member: string]: unknown };

const document = openApiDocument("1.2.3");
const paths = document.paths as { readonly [path: string]: { readonly [method: string]: Json } };

test("the document is OpenAPI 3.1 with title and version", (t) => {
  t.is(document.openapi, "3.1.0");
  t.like(document.info, { version: "1.2.3" });
});

test("no two groups declare an operation of one name", (t) => {
  const names = Object.values(centreGroups).flatMap((group) => Object.keys(group));
  t.is(new Set(names).size, names.length);
  t.deepEqual(new Set(names), new Set(Object.keys(centreOperations)));
});

for (const name of Object.keys(centreOperations).filter(isOperation)) {
  test(`${name} stands in the document at its path, with a request, a response and its refusals`, (t) => {
    const { post } = paths[pathOf(name)]!;
    t.is(post?.operationId, name);
    const body = post?.requestBody as { content: { "application/json": { schema: Json } } };
    t.like(body.content["application/json"].schema, { type: "object", additionalProperties: false });
    const { refusals } = centreOperations[name];
    const responses = post?.responses as { readonly [status: string]: { description: string } };
    t.truthy(responses["200"]);
    for (const code of refusals) {
      const status = REFUSAL_STATUS[code];
      t.truthy(status, `${code} has no status`);
      t.true(responses[String(status)]?.description.includes(code), code);
    }
  });
}

test("every reference of the document leads somewhere", (t) => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
    ([, target]) => target!,
  );
  t.true(references.length > 0);
  for (const target of new Set(references)) {
    const found = target
      .slice(2)
      .split("/")
      .reduce((at: unknown, member) => (at as Json)?.[member], document);
    t.truthy(found, target);
  }
});

test("only the operations that take a reference are repeatable, and those all", (t) => {
  for (const [name, { request, repeatable }] of Object.entries(centreOperations)) {
    const takesReference = "ref" in (request as unknown as { shape: Json }).shape;
    if (repeatable) t.true(takesReference, name);
    else t.true(!takesReference || ["findSale", "reportLoad", "reportUnload"].includes(name), name);
  }
});

const SECRET = "729104";

test("what is wrong with a message is told by member and expectation, never by what stood there", (t) => {
  const { request } = centreOperations.resetPasswordCommand;
  const wrong = request.safeParse({
    effect: 5,
    challenge: SECRET,
    newPassword: `${SECRET}x`,
    [`pin${1}`]: SECRET,
  });
  t.false(wrong.success);
  const text = faultsOf(wrong.error!);
  t.false(text.includes(SECRET));
  for (const member of ["effect", "challenge", "newPassword", "pin1"]) t.true(text.includes(member), text);
});

test("the text of a fault is short, however many there are", (t) => {
  const wrong = centreOperations.reconcile.request.safeParse({
    sales: Array.from({ length: 5000 }, () => 1),
  });
  t.true(faultsOf(wrong.error!).length <= 300);
});
