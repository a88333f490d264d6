/** A profile for editors, in a file of its own: no simulated card needs it. */
import { type JsonSchema, jsonSchemaOf } from "@duka/protocol/data/read-data";
import { profileShape } from "./profile.js";

/** For editors: what `readProfile` checks, as far as JSON Schema can say it. */
export const profileSchema: JsonSchema = withSchemaMember(jsonSchemaOf(profileShape()));

function withSchemaMember(schema: JsonSchema): JsonSchema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Duka card profile",
    ...schema,
    properties: {
      $schema: { type: "string", description: "Where the editor finds this schema" },
      ...(schema.properties as JsonSchema),
    },
  };
}
