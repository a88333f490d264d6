/**
 * How a maker's bridge speaks, as a table: pages that were written for it run unchanged. A dialect is a way to say the
 * functions of LD/T 33, by one JSON object a message on a WebSocket or by paths of HTTP, and nothing else.
 */
import { rangeError } from "@duka/protocol/data/bilingual";
import { readJsonFile } from "@duka/protocol/data/json-file";
import { type DataOf, type JsonSchema, jsonSchemaOf, readData } from "@duka/protocol/data/read-data";
import { z } from "zod";
import { isSSCardFunction } from "../../sscard/function-table.js";

const text = z.string().max(60);
const member = z.string().min(1).max(60);
const national = z
  .string()
  .refine(isSSCardFunction, "is no function of LD/T 33")
  .meta({ description: "a function of LD/T 33, such as iReadCardBas" });

/** What stands for a function of LD/T 33, with the arguments that go before the request's. */
const standsFor = z.strictObject({
  function: national,
  arguments: z.array(z.union([z.int(), text])).max(6),
});

const PATH = /^\/(?!.*(?:\.\.|\/\/))[^\s?#]{0,119}$/;

const common = {
  $schema: z.string().optional(),
  name: member.meta({ description: "for the operator" }),
  port: z.int().min(1).max(65_535).meta({ description: "where pages of this dialect look for their bridge" }),
  arguments: z.union([
    z.strictObject({
      by: z.literal("name").meta({ description: "members of the request by their names in LD/T 33" }),
      aliases: z.record(member, z.array(member).max(8)).optional(),
    }),
    z.strictObject({
      by: z.literal("list").meta({ description: "all arguments in their order, in one member" }),
      member,
    }),
  ]),
  done: text.meta({ description: "how the code 0 is written; other codes are written as they are, as text" }),
  answer: z.record(member, z.enum(["function", "code", "text", "texts"])).meta({
    description:
      "members of the answer: the function's name or path as it was asked, the code, pOutInfo, or pOutInfo in a list",
  }),
};

const socketTable = z.strictObject({
  ...common,
  functionMember: member.meta({ description: "the member of a request that names the function" }),
  functions: z.record(member, standsFor).optional().meta({
    description: "other names or numbers of functions, with the arguments that go before the request's",
  }),
});

const routeTable = z.strictObject({
  ...common,
  routes: z
    .record(z.string(), standsFor)
    .superRefine((routes, context) => {
      for (const path of Object.keys(routes).filter((one) => !PATH.test(one)))
        context.addIssue({
          code: "custom",
          path: [path],
          message: "is no path such as /card=ssc, without a query",
        });
    })
    .meta({
      description:
        "by HTTP, GET or POST: paths, with the arguments that go before those of the query or of the body's JSON",
    }),
});

const table = z.union([socketTable, routeTable]);

export type SocketDialect = DataOf<typeof socketTable>;
/** `http://127.0.0.1:38088/card=ssc` */
export type RouteDialect = DataOf<typeof routeTable>;
export type DialectTable = SocketDialect | RouteDialect;

/** `ws://127.0.0.1:12342`, `{"function":"iReadCardBas","iType":3}`. */
const FUNCTION: SocketDialect = {
  name: "function",
  port: 12_342,
  functionMember: "function",
  arguments: { by: "name", aliases: { pKey: ["pkey"] } },
  done: "1",
  answer: { functionName: "function", success: "code", pOutInfo: "text" },
};

/** The page sets the address: `{"func":"iReadCardBas","in":["3"]}`. */
const FUNC: SocketDialect = {
  name: "func",
  port: 12_343,
  functionMember: "func",
  arguments: { by: "list", member: "in" },
  done: "0",
  answer: { result: "code", out: "texts" },
};

/**
 * @param wanted `function`, `func`, or a JSON file; `=PORT` behind it has another port than the table's
 * @throws RangeError for a file that is no dialect
 */
export function dialectOf(wanted: string): DialectTable {
  const [, named = "", port] = /^(.*?)(?:=(\d{1,5}))?$/s.exec(wanted) ?? [];
  const found = [FUNCTION, FUNC].find(({ name }) => name === named) ?? dialectFile(named);
  return port === undefined ? found : readDialect({ ...found, port: Number(port) }, "dialect");
}

function dialectFile(path: string): DialectTable {
  if (!/[./\\]/.test(path))
    throw rangeError(
      `there is no dialect ${path}: function, func, or a JSON file`,
      `没有方言 ${path}：可以是 function、func 或 JSON 文件`,
    );
  return readJsonFile(path, ["dialect", "方言文件"], (content) => readDialect(content, "it"));
}

/** By the member that tells the kinds apart, so that a fault is told of its own kind. @throws RangeError */
function readDialect(content: unknown, name: string): DialectTable {
  const isOfRoutes = typeof content === "object" && content !== null && "routes" in content;
  return readData(isOfRoutes ? routeTable : socketTable, content, name);
}

/** For whoever writes such a file. */
export function dialectSchema(): JsonSchema {
  return { $schema: "https://json-schema.org/draft/2020-12/schema", ...jsonSchemaOf(table) };
}
