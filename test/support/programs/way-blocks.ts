/** The blocks of code of `driver/docs/which-way-in.md`, by their headings. */
import { readText } from "../../tidy/repository.js";

/** @throws Error when there is no such block */
export function wayBlock(heading: string, language: "sh" | "js"): string {
  const page = readText("driver/docs/which-way-in.md");
  const section = page.split(/^## /m).find((one) => one.startsWith(`${heading}\n`)) ?? "";
  const [, code] = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "m").exec(section) ?? [];
  if (code === undefined) throw new Error(`the page has no block of ${language} under ${heading}`);
  return code;
}
