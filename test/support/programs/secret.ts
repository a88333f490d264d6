/**
 * Where a password would show if it leaked: as text (which is also its BCD in hexadecimal), as BCD, as bare digits, as
 * numbers in JSON.
 */

type Leak = "digits" | "BCD" | "one digit per byte" | "BCD as numbers";

/** @param password an even number of decimal digits, enough of them that no other bytes look like it */
export function leaksOf(password: string, content: Uint8Array): readonly Leak[] {
  const bcd = Buffer.from(password, "hex");
  const forms: readonly (readonly [Leak, string | Buffer])[] = [
    ["digits", password],
    ["BCD", bcd],
    ["one digit per byte", Buffer.from(Array.from(password, Number))],
    ["BCD as numbers", bcd.join(",")],
  ];
  const searched = Buffer.from(content);
  return forms.filter(([, form]) => searched.includes(form)).map(([leak]) => leak);
}
