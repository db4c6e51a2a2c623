/** What photos of a room propose, and what the teacher makes of it, pure. */
import type { Done } from '../../api/answers.ts';

export type Proposal = Done<'/api/v2/sessions/{sessionId}/roll-call'>;
export type Face = Proposal['photos'][number]['faces'][number];

/** Whom the teacher took off, and put on. */
export interface Choices {
  readonly removed: ReadonlySet<string>;
  readonly added: ReadonlySet<string>;
}

export const noChoices: Choices = { removed: new Set(), added: new Set() };

/** Who is to be recorded: the named but those taken off, and those put on. */
export const chosenOf = ({ named }: Pick<Proposal, 'named'>, { removed, added }: Choices): string[] => [
  ...new Set([...named.map(({ personId }) => personId).filter((id) => !removed.has(id)), ...added]),
];

/** On when it was off, and off when it was on. */
export function toggled(ids: ReadonlySet<string>, id: string): Set<string> {
  const now = new Set(ids);
  if (!now.delete(id)) now.add(id);
  return now;
}

/** Where a face lies in its photo, in parts of a hundred: the photo is shown at any size. */
export const placeOf = (
  { box }: Pick<Face, 'box'>,
  { width, height }: { width: number; height: number },
): { insetInlineStart: string; insetBlockStart: string; inlineSize: string; blockSize: string } => ({
  insetInlineStart: percent(box.x / width),
  insetBlockStart: percent(box.y / height),
  inlineSize: percent(box.width / width),
  blockSize: percent(box.height / height),
});

const percent = (part: number): string => `${(part * 100).toFixed(2)}%`;
