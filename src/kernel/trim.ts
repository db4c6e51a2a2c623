/** Texts from outside without what stands around them. */

/**
 * Without the characters at its end that are one of these; in one pass, where a regular expression would begin anew at
 * each of them and take hours for a text of nothing else.
 */
export function stripEnd(text: string, isOuter: (character: string) => boolean): string {
  let to = text.length;
  while (to > 0 && isOuter(text.charAt(to - 1))) to -= 1;
  return text.slice(0, to);
}
