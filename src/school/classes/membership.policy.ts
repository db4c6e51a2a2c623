/** The rules of being on a roster, pure: spells there, and how a session lies to them. */

/** A time on a roster or in a group; without an end it lasts. */
export interface Spell {
  from: Date;
  to: Date | null;
}

/** What is known of a student's time in a class. */
export interface Member {
  /** On the roster, oldest first. */
  spells: readonly Spell[];
  /** In the class's groups. */
  groupSpells: readonly (Spell & { groupId: string })[];
}

/** A session as it lies to a roster: whom it is for (everybody when no group is named), and when. */
export interface Meeting {
  startsAt: Date;
  endsAt: Date;
  groupIds: readonly string[];
}

/**
 * How a session lies to a student's time on the roster, and in its groups where it is for some only: all of it within
 * one spell, some of it, or none.
 */
export function membershipDuring(member: Member, { startsAt, endsAt, groupIds }: Meeting): 'whole' | 'part' | 'none' {
  const spells =
    groupIds.length === 0
      ? member.spells
      : overlapOf(member.spells, join(member.groupSpells.filter(({ groupId }) => groupIds.includes(groupId))));
  // The end of a spell is no more part of it, also for a moment without length.
  if (spells.some(({ from, to }) => from <= startsAt && (to === null || (to >= endsAt && to > startsAt))))
    return 'whole';
  return spells.some(({ from, to }) => from < endsAt && (to === null || to > startsAt)) ? 'part' : 'none';
}

/**
 * Whether they are on the register of a session: of one that is over, those who belonged to it for some of its time; of
 * one that runs or is to come, those who belong to it now.
 */
export function belongsTo(member: Member, session: Meeting, now: Date): boolean {
  if (session.endsAt <= now) return membershipDuring(member, session) !== 'none';
  return membershipDuring(member, { ...session, startsAt: now, endsAt: now }) === 'whole';
}

/** Spells that touch or overlap become one: who moves from one group of a session to another stays in it. */
function join(spells: readonly Spell[]): Spell[] {
  const joined: Spell[] = [];
  for (const spell of [...spells].sort((a, b) => a.from.getTime() - b.from.getTime())) {
    const last = joined.at(-1);
    if (!last || (last.to !== null && last.to < spell.from)) joined.push({ from: spell.from, to: spell.to });
    else last.to = last.to === null || spell.to === null ? null : new Date(Math.max(+last.to, +spell.to));
  }
  return joined;
}

function overlapOf(some: readonly Spell[], others: readonly Spell[]): Spell[] {
  return some.flatMap((a) =>
    others.flatMap((b) => {
      const from = a.from > b.from ? a.from : b.from;
      const to = a.to === null ? b.to : b.to === null ? a.to : a.to < b.to ? a.to : b.to;
      return to === null || to > from ? [{ from, to }] : [];
    }),
  );
}
