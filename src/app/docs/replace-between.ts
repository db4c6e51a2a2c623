/** Replaces what stands between the comments `<!-- mark -->` and `<!-- end of mark -->` of a Markdown text. */

/** @throws Error where the text lacks one of them. */
export function replaceBetween(markdown: string, mark: string, text: string): string {
  const [begin, end] = [`<!-- ${mark} -->`, `<!-- end of ${mark} -->`];
  const [before, rest] = markdown.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`The text needs the lines ${begin} and ${end}.`);
  return `${before}${begin}\n${text}\n${end}${after}`;
}
