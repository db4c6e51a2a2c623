/** What a person typed into Teams, in plain text: mentions are names, and escapes are undone. */

const escapes: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  apos: "'",
  nbsp: ' ',
};

/**
 * Puts names where people are mentioned: that of the linked person, else as Teams writes it.
 * @param nameOf the name of the person whose account it is
 */
export async function readText(
  { text, mentions }: { text: string; mentions: readonly { text: string; userId: string }[] },
  nameOf: (userId: string) => Promise<string | undefined>,
): Promise<string> {
  const names = new Map(
    await Promise.all(mentions.map(async (mention) => [mention.text, await nameOf(mention.userId)] as const)),
  );
  return text
    .replace(/<at\b[^>]*>([\s\S]*?)<\/at>/gi, (whole, written: string) => names.get(whole) ?? written)
    .replace(/&(amp|lt|gt|quot|#39|apos|nbsp);/g, (_, name: string) => escapes[name] ?? '')
    .trim();
}
