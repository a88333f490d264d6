/**
 * How many factors a PSAM wants for a key: modules of three levels are about, and none says which it is. One number is
 * tried, then the other two (P9 8); what was right is remembered per PSAM and key. Nothing moves by a try.
 */
const LEVELS = [1, 2, 3] as const;
const REMEMBERED_MAX = 1000;
/** Lc is wrong, or the number of levels (P9 9.7, 9.9). */
const WRONG_NUMBER: readonly number[] = [0x6700, 0x6a80];
/** There is no key under this use byte and identifier. */
const NO_KEY = 0x6a88;

const known = new Map<string, number>();

type LevelledAnswer = { readonly ok: boolean; readonly sw: number };

/**
 * For a command that takes factors and names no level.
 * @param terminalId of the PSAM
 * @param key its name in messages of this program
 * @param usual tried first on a PSAM that is not known yet
 * @param ask with so many factors
 * @returns the first answer that is not about their number, else that to the usual one
 */
export function withLevels<A extends LevelledAnswer>(
  terminalId: string,
  key: string,
  usual: number,
  ask: (levels: number) => Promise<A>,
): Promise<A> {
  return firstRight(`${terminalId} ${key}`, usual, WRONG_NUMBER, ask);
}

/**
 * For a command that names the level too, in the high three bits of the use byte: a PSAM whose roots are a province's
 * or a city's has the key under another one (P9 6, note to annex B), and answers that it has none under this.
 * @param usual tried first on a PSAM that is not known yet
 * @param ask for the key that lies so many levels above the card's
 * @returns the first answer that is about something else, else that to the usual level
 */
export function withRoots<A extends LevelledAnswer>(
  terminalId: string,
  key: string,
  usual: number,
  ask: (levels: number) => Promise<A>,
): Promise<A> {
  return firstRight(`${terminalId} ${key}`, usual, [...WRONG_NUMBER, NO_KEY], ask);
}

async function firstRight<A extends LevelledAnswer>(
  name: string,
  usual: number,
  otherwise: readonly number[],
  ask: (levels: number) => Promise<A>,
): Promise<A> {
  const first = known.get(name) ?? usual;
  const refused = new Map<number, A>();
  for (const levels of [first, ...LEVELS.filter((one) => one !== first)]) {
    const answer = await ask(levels);
    if (answer.ok || !otherwise.includes(answer.sw)) {
      if (answer.ok) remember(name, levels);
      return answer;
    }
    refused.set(levels, answer);
  }
  return refused.get(usual) ?? refused.get(first)!;
}

function remember(name: string, levels: number): void {
  if (known.size >= REMEMBERED_MAX) known.clear();
  known.set(name, levels);
}
