/** JSON of others, with a limit for what it may cost. */

/** Nothing that Duka takes is nested deeper than ten levels; what is costs much more to make than to say. */
const DEPTH_MAX = 32;

/** @throws SyntaxError for what is no JSON, or nested deeper than 32 levels, which is found out before it is parsed */
export function parseJson(text: string): unknown {
  checkDepth(text);
  return JSON.parse(text);
}

function checkDepth(text: string): void {
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < text.length; at++) {
    const one = text[at];
    if (isInText) {
      if (one === "\\") at++;
      else if (one === '"') isInText = false;
    } else if (one === '"') isInText = true;
    else if (one === "[" || one === "{") {
      if (++depth > DEPTH_MAX) throw new SyntaxError(`it is nested deeper than ${DEPTH_MAX} levels`);
    } else if (one === "]" || one === "}") depth--;
  }
}
