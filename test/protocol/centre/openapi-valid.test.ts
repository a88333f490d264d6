/** Our OpenAPI documents fit the specification's own JSON Schema; references lead somewhere, each name is used once. */

import { bridgeDocument } from "@duka/driver/bridge/openapi-document";
import { METHODS, type MethodName } from "@duka/driver/serve/requests";
import { openApiDocument } from "@duka/protocol/centre/openapi";
import { controlDocument } from "@duka/simulator/control/control-document";
import { Validator } from "@seriousme/openapi-schema-validator";
import test from "ava";

const URL_OF_ONE = "http://127.0.0.1:4071";
const documents: readonly (readonly [what: string, document: object])[] = [
  ["duka-sim reader --control", controlDocument("1.2.3", URL_OF_ONE, true)],
  ["duka-sim centre --control", controlDocument("1.2.3", URL_OF_ONE, false)],
  ["duka-sim centre", openApiDocument("1.2.3")],
  ["duka serve --http", bridgeDocument("1.2.3", URL_OF_ONE, Object.keys(METHODS) as MethodName[])],
];

for (const [what, document] of documents) {
  test(`the OpenAPI document of ${what} validates`, async (t) => {
    const plain = JSON.parse(JSON.stringify(document));
    const validator = new Validator();
    const { valid, errors } = await validator.validate(structuredClone(plain));
    t.deepEqual({ valid, errors }, { valid: true, errors: undefined });
    t.is(validator.version, "3.1");
    t.notThrows(() => validator.resolveRefs());
    const operations = Object.values(plain.paths).flatMap((path) => Object.values(path as object));
    const ids = operations.map(({ operationId }) => operationId);
    t.deepEqual(new Set(ids).size, ids.length);
    // The check sees what is wrong.
    delete plain.info.version;
    t.false((await new Validator().validate(plain)).valid);
  });
}
