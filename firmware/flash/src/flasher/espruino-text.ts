/** Texts in the language of the interpreter. */

/** A string of the interpreter, in the quotes that need fewer escapes. */
export function quoted(text: string): string {
  const json = JSON.stringify(text);
  if (!text.includes('"')) return json;
  const single = `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
  return single.length < json.length ? single : json;
}
