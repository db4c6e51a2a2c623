/** An example of the eval: what somebody writes, and what it means. It is Wednesday, 18 November 2026, nine o'clock. */

export const now = new Date('2026-11-18T09:00:00Z');

export interface Example {
  role: 'student' | 'teacher' | 'admin' | 'guardian';
  says: string;
  photos: number;
  /** The tool, or `nothing` (no call) or `harmless` (anything but an effect). */
  means: string;
  /** Several arguments: several calls of the tool. */
  args: readonly Record<string, unknown>[];
}

type Line = readonly [says: string, ...args: Record<string, unknown>[]];

export const meaning = (role: Example['role'], means: string, lines: readonly Line[], photos = 0): Example[] =>
  lines.map(([says, ...args]) => ({ role, says, photos, means, args: args.length > 0 ? args : [{}] }));
