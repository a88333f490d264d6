/**
 * Samples of the documentation that are run: a fenced block of `ts` whose first line is the comment `// runs`.
 * Each is a module of its own, sees the packages by their names, and passes when it compiles and ends with exit code 0.
 */
type Sample = {
  /** Where the block begins. */
  readonly line: number;
  readonly code: string;
};

export function samplesOf(markdown: string): Sample[] {
  const samples: Sample[] = [];
  const blocks = markdown.matchAll(/^```ts\n(\/\/ runs\n[\s\S]*?)^```$/gm);
  for (const block of blocks) {
    const line = markdown.slice(0, block.index).split("\n").length;
    samples.push({ line, code: block[1] ?? "" });
  }
  return samples;
}

/** The headings of the second level, in order. */
export function sectionsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^## (.+)$/gm)].map((found) => found[1] ?? "");
}
