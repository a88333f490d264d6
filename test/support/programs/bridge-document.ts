/** Prints the OpenAPI document of the bridge (`duka serve --http`), all methods in it, for programs that judge it. */
import { bridgeDocument } from "@duka/driver/bridge/openapi-document";
import { METHODS, type MethodName } from "@duka/driver/serve/requests";

const names = Object.keys(METHODS) as MethodName[];
process.stdout.write(`${JSON.stringify(bridgeDocument("0.0.0", "http://127.0.0.1:4080", names))}\n`);
