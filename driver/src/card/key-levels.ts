/**
 * How many factors a PSAM wants for a key: modules of three levels are about, and none says which it is. One number is
 * tried, then the other two (P9 8); what was right is remembered per PSAM and key. Nothing moves by a try.
 */
const LEVELS = [1, 2, 3] as const;
const REMEMBERED_MAX = 1000;
/** Lc is wrong, or the number of levels (P9 9.7, 9.9). */
const WRONG_NUMBER: readonly number[] = [0x6700, 0x6a80];

const known = new Map<string, number>();

/**
 * @param terminalId of the PSAM
 * @param key its name in messages of this program
 * @param usual tried first on a PSAM that is not known yet
 * @param ask with so many factors
 * @returns the first answer that is not about their number, else that to the usual one
 */
export async function withLevels<A extends { readonly ok: boolean; readonly sw: number }>(
  terminalId: string,
  key: string,
  usual: number,
  ask: (levels: number) => Promise<A>,
): Promise<A> {
  const name = `${terminalId} ${key}`;
  const first = known.get(name) ?? usual;
  let refused: A | undefined;
  for (const levels of [first, ...LEVELS.filter((one) => one !== first)]) {
    const answer = await ask(levels);
    if (answer.ok || !WRONG_NUMBER.includes(answer.sw)) {
      if (answer.ok) remember(name, levels);
      return answer;
    }
    refused ??= answer;
  }
  return refused!;
}

function remember(name: string, levels: number): void {
  if (known.size >= REMEMBERED_MAX) known.clear();
  known.set(name, levels);
}
