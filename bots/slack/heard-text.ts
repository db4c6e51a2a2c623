/** What a person typed into Slack, in plain text: marks of formatting gone, links and mentions unfolded. */

/**
 * Links keep their address, formatting goes, and Slack's escapes are undone once. Mentions of people stay as they are,
 * for `nameMentions`.
 */
export const readText = (text: string): string =>
  text
    // What stands in code means itself: nothing in it is formatted.
    .split(/(```[\s\S]+?```|`[^`\n]+`)/)
    .map((part, index) => (index % 2 === 1 ? part.replace(/^`+|`+$/g, '') : withoutMarks(part)))
    .join('')
    .replace(/<(?!@)([^<>|]*)\|([^<>]*)>/g, (_, target: string, label: string) => unfold(target, label))
    .replace(/<([^<>@#!][^<>|]*)>/g, '$1')
    .replace(/&(amp|lt|gt);/g, (_, name: string) => escapes[name] ?? '')
    .trim();

const escapes: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' };

const formatted =
  /(?<![^\s([{"'*_~])([*_~])(?=[^\s*_~]|[*_~]{1,2}[^\s*_~])([^\n]{0,500}?\S)\1(?![^\s)\]}"',.;:!?*_~])/g;
/** Bold, italic and struck, one in the other. */
const deepestMarks = 3;

/** `*bold*`, `_italic_` and `~struck~`; a mark within a word or an address is none. */
function withoutMarks(text: string): string {
  let plain = text;
  for (let depth = 0; depth < deepestMarks; depth += 1) plain = plain.replace(formatted, '$2');
  return plain;
}

/** "form (https://…)"; the words alone where they are the address, or name a channel or a group. */
function unfold(target: string, label: string): string {
  if (/^[#!]/.test(target)) return label;
  const address = target.replace(/^(?:mailto|tel):/, '');
  const bare = (written: string): string => written.replace(/^https?:\/\//, '').replace(/\/$/, '');
  return bare(address) === bare(label) ? label : `${label} (${address})`;
}

const mention = /<@([A-Z0-9]+)(?:\|([^<>]*))?>/g;

/**
 * Puts names where people are mentioned. Who is no linked person keeps what Slack says; at the beginning that is the
 * bot itself, and is left out.
 * @param nameOf the name of the person whose account it is
 */
export async function nameMentions(
  text: string,
  nameOf: (userId: string) => Promise<string | undefined>,
): Promise<string> {
  const ids = [...new Set([...text.matchAll(mention)].map(([, id = '']) => id))];
  const names = new Map(await Promise.all(ids.map(async (id) => [id, await nameOf(id)] as const)));
  return text
    .replace(mention, (whole, id: string) => names.get(id) ?? whole)
    .replace(/^\s*<@[A-Z0-9]+(?:\|[^<>]*)?>[\s,:]*/, '')
    .replace(/<@[A-Z0-9]+\|([^<>]*)>/g, '$1');
}
