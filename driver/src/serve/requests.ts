/** What a program may ask of `duka serve --stdio`: declared once, for validation, types and the schema that `--schema` prints. */
import { vouching } from "@duka/protocol/centre/vouching";
import { z } from "zod";

const TEXT_MAX = 200;
const REF_MAX = 64;
const SALES_MAX = 1000;
const AMOUNT_MAX_FEN = 0xffffffff;

/** Chosen by the caller; comes back with the answer. */
export const requestId = z.union([z.int(), z.string().min(1).max(REF_MAX)]);

const ref = z
  .string()
  .regex(/^[\x21-\x7e]([\x20-\x7e]{0,62}[\x21-\x7e])?$/)
  .meta({
    description: "the point of sale's own sale number, printable ASCII: the same one never debits twice",
  });

const amountFen = z.int().min(1).max(AMOUNT_MAX_FEN);
const account = z
  .enum(["purse", "deposit", "medical"])
  .optional()
  .meta({ description: "purse by default; medical is the account of a social-security card" });
const loaded = z.enum(["purse", "deposit"]).optional().meta({ description: "purse by default" });
const part = z.int().min(0).max(AMOUNT_MAX_FEN).optional();
const medical = z
  .strictObject({ selfPayFen: part, poolFen: part })
  .optional()
  .meta({ description: "what holder and pooled fund pay besides the account" });

/** What a service point does with the centre's keys. */
const atWindow = z.strictObject({ ref, window: z.string().max(20), operator: z.string().max(40), vouching });

/** The arguments of an LD/T 33 function in their order; output buffers are left out. */
const ldt33Arguments = z.array(z.union([z.int(), z.string().max(20_480)])).max(6);

const METHODS = {
  hello: { says: "version of the program and names of the methods", params: z.strictObject({}) },
  explain: {
    says: "cause and remedy of a status word, an error code or an ATR, in both languages",
    params: z.strictObject({ what: z.string().max(TEXT_MAX) }),
  },
  readers: { says: "readers that are there or configured", params: z.strictObject({}) },
  card: { says: "which card is in the reader", params: z.strictObject({}) },
  balance: { says: "balance of the card, in fen", params: z.strictObject({ account }) },
  debit: {
    says: "takes money from the card, once for each ref",
    params: z.strictObject({
      ref,
      amountFen,
      account,
      medical,
      deferOnFailure: z.boolean().optional().meta({
        description: "when reader or PSAM fail, record the sale as paid in cash, to be settled later",
      }),
    }),
  },
  resettle: { says: "a deferred sale is paid by card now, once", params: z.strictObject({ ref }) },
  credit: {
    says: "puts money onto the card, once for each ref; needs the centre",
    params: z.strictObject({ ref, amountFen, account: loaded }),
  },
  reverse: {
    says: "takes a settled sale back onto the card that paid; needs the centre",
    params: z.strictObject({ ref, of: ref }),
  },
  log: { says: "the card's own records, the newest first", params: z.strictObject({ account }) },
  recover: {
    says: "has the card tell of whatever it left undecided at this till",
    params: z.strictObject({}),
  },
  changePassword: {
    says: "by the holder, who types the old one, and the new one twice",
    params: z.strictObject({}),
  },
  resetPassword: { says: "at a service point: back to the city's initial password", params: atWindow },
  unblockPassword: { says: "at a service point: all tries again", params: atWindow },
  cancel: {
    says: "gives a debit up, as long as its card was not asked to pay",
    params: z.strictObject({ request: requestId }),
  },
  sale: { says: "what became of a sale", params: z.strictObject({ ref }) },
  sales: {
    says: "sales of the journal, the newest first",
    params: z.strictObject({
      undecided: z.boolean().optional(),
      released: z.boolean().optional(),
      limit: z.int().min(1).max(SALES_MAX).optional(),
    }),
  },
  paidInCash: { says: "cash was taken for an undecided sale", params: z.strictObject({ ref }) },
  ldt33: {
    says: "a national card function (LD/T 33-2015): its return code and pOutInfo",
    params: z.strictObject({
      function: z.string().regex(/^i[A-Za-z]{1,30}(_HSM_Step[123])?$/),
      arguments: ldt33Arguments,
    }),
  },
} as const;

export type MethodName = keyof typeof METHODS;
export type Params<N extends MethodName> = z.output<(typeof METHODS)[N]["params"]>;

export const methodNames = Object.keys(METHODS) as MethodName[];

/** @throws RangeError naming the members and what was expected; what stood there is not told */
export function checkParams<N extends MethodName>(name: N, params: unknown): Params<N> {
  const parsed = METHODS[name].params.safeParse(params ?? {});
  if (parsed.success) return parsed.data as Params<N>;
  const faults = parsed.error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${["params", ...path.map(String)].join(".")}: ${message}`);
  throw new RangeError(faults.join("; ").slice(0, 500));
}

export function isMethod(name: unknown): name is MethodName {
  return typeof name === "string" && Object.hasOwn(METHODS, name);
}

const passwordAnswer = z.strictObject({
  id: requestId,
  password: z.union([z.string().regex(/^[0-9]{4,16}$/), z.null()]).meta({
    description: 'answers an "ask": "password" of this id; null: nobody will type it',
    writeOnly: true,
  }),
});

const bilingual = z.strictObject({ en: z.string(), zh: z.string() });

const replies = [
  z.strictObject({ id: requestId, result: z.unknown() }),
  z.strictObject({
    id: z.union([requestId, z.null()]).meta({ description: "null: the line had no id that could be read" }),
    error: z.strictObject({
      kind: z.enum(["line", "usage", "busy", "reader", "equipment", "journal", "centre", "internal"]),
      code: z.string(),
      message: z.string(),
      remedy: bilingual,
      delivery: z.enum(["not-sent", "unknown", "answered"]).optional(),
    }),
  }),
  z.strictObject({
    id: requestId,
    ask: z.literal("password"),
    question: z.strictObject({
      what: z.enum(["current", "old", "new", "again"]),
      maskedCardNumber: z.string(),
      triesLeft: z.union([z.int(), z.null()]),
      ask: z.int(),
      because: z.string(),
      lengthMin: z.int(),
      lengthMax: z.int(),
    }),
  }),
  z.strictObject({
    event: z.literal("recovered").meta({ description: "an earlier sale, undecided until now, was decided" }),
    outcome: z.unknown(),
  }),
] as const;

/** JSON Schema (2020-12): `$defs` request, answer and reply are the lines in and out. */
export function serveSchema(): object {
  const requests = methodNames.map((name) =>
    z
      .strictObject({ id: requestId, method: z.literal(name), params: METHODS[name].params.optional() })
      .meta({ description: METHODS[name].says }),
  );
  const { $schema, ...request } = z.toJSONSchema(z.union(requests));
  return {
    $schema,
    title: "duka serve --stdio",
    description: "One JSON object a line, UTF-8. In: request or answer. Out: reply.",
    oneOf: [{ $ref: "#/$defs/request" }, { $ref: "#/$defs/answer" }, { $ref: "#/$defs/reply" }],
    $defs: { request, answer: defOf(passwordAnswer), reply: defOf(z.union(replies)) },
  };
}

function defOf(shape: z.ZodType): object {
  const { $schema, ...definition } = z.toJSONSchema(shape);
  return definition;
}
