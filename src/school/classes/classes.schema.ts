/** Shapes of classes and their attendance policy. */
import { z } from 'zod';
import { shownLine } from '../../kernel/shown-text.ts';
import { day, zoneCalled } from '../../kernel/days.ts';
import { isWay, tidyWays } from './check-in-ways.ts';
import { words } from './words/en.ts';

const ownStatusSchema = z.object({
  name: shownLine(40),
  countsAs: z.enum(['present', 'late', 'absent', 'excused']),
});
export type OwnStatus = z.infer<typeof ownStatusSchema>;

const checkInWays = z.array(z.string().max(40).refine(isWay, words.isNotMadeOfSelfieCode)).max(12).transform(tidyWays);
const ownStatuses = z
  .array(ownStatusSchema)
  .max(20)
  .refine((list) => new Set(list.map(({ name }) => name.toLowerCase())).size === list.length, words.namesAStatusTwice);

export const classPolicySchema = z.object({
  checkInWays: checkInWays.describe(
    'Ways to check in, any of which is enough; methods (selfie, code, qr, place, card) joined by + are asked for together. None: only a teacher marks.',
  ),
  selfiePolicy: z.enum(['accept', 'review', 'second_factor']).describe('What a lone chat selfie is worth.'),
  lateAfterMinutes: z
    .number()
    .int()
    .min(0)
    .max(600)
    .describe('Minutes after the start from which a check-in counts as late.'),
  oneStrangerIn: z.number().int().min(20).max(10_000).describe('Roll call names at most one stranger in so many.'),
  minimumPercentage: z.number().int().min(0).max(100).describe('Attendance below this is pointed out.'),
  earlyLeaveMinutes: z
    .number()
    .int()
    .min(0)
    .max(600)
    .describe('Whoever checks out sooner than so many minutes before the end left early.'),
  earlyCheckInMinutes: z
    .number()
    .int()
    .min(0)
    .max(120)
    .describe('Check-in begins so many minutes before the start, and is on time then.'),
  lateRegisterDays: z
    .number()
    .int()
    .min(0)
    .max(366)
    .describe('So many days afterwards those who teach it may take the register of a lesson that nobody opened.'),
  percentageBase: z
    .enum(['held', 'planned'])
    .describe('Whether percentages are over the lessons held so far, or over all that are planned.'),
  excusedRule: z
    .enum(['left_out', 'attended', 'absent'])
    .describe('What an excused lesson does to a percentage: nothing, or it counts as attended, or as absent.'),
  freeAbsences: z.number().int().min(0).max(1000).describe("So many absences are left out of a student's percentage."),
  ownStatuses: ownStatuses.describe("The class's own words for statuses, each counting as one of the four."),
  remindBeforeStartMinutes: z
    .number()
    .int()
    .min(0)
    .max(1440)
    .describe('Students with a linked chat account are reminded so long before a session starts; 0: never.'),
  remindBeforeEndMinutes: z
    .number()
    .int()
    .min(0)
    .max(1440)
    .describe('Those who are missing are reminded so long before it ends; 0: never.'),
});
export type ClassPolicy = z.infer<typeof classPolicySchema>;

export const newClassSchema = z.object({
  code: z
    .string()
    .trim()
    .min(1)
    .max(32)
    .transform((value) => value.toUpperCase())
    .describe('Short name, such as CS101.'),
  title: shownLine(200),
  campusId: z.uuid(),
  policy: classPolicySchema.partial().default({}),
});
export type NewClass = z.infer<typeof newClassSchema>;

/** BCP 47. */
const locale = z
  .string()
  .max(35)
  .refine(isLocale, words.isNotALocale)
  .describe('Such as de-AT: on which day weeks begin, and how spreadsheets separate columns.');

const timeZone = z
  .string()
  .max(64)
  .transform((typed, context) => {
    const zone = zoneCalled(typed);
    if (zone !== undefined) return zone;
    context.addIssue(words.isNotAnIanaTimeZone);
    return z.NEVER;
  });

export const newCampusSchema = z.object({
  name: shownLine(120),
  timeZone: timeZone.default('UTC'),
  locale: locale.optional(),
});
export type NewCampus = z.infer<typeof newCampusSchema>;

/** How somebody comes onto the roster without an admin. */
export const joinPolicySchema = z.enum(['closed', 'code', 'open']);
export type JoinPolicy = z.infer<typeof joinPolicySchema>;

const description = z.string().trim().max(2000);

/** A class that somebody makes for themselves; its code comes from its title. */
export const ownClassSchema = z.strictObject({
  title: newClassSchema.shape.title,
  description: description.optional(),
  joinPolicy: joinPolicySchema.optional().describe('Left out: by its code.'),
  campusId: z.uuid().optional().describe('Left out: the campus that was made first.'),
});
export type OwnClass = z.infer<typeof ownClassSchema>;

/** What is left out stays. */
export const campusChangeSchema = z
  .strictObject({
    name: newCampusSchema.shape.name,
    timeZone,
    locale,
  })
  .partial();
export const classDescriptionSchema = z.strictObject({ title: newClassSchema.shape.title, description }).partial();
export const classChangeSchema = z
  .strictObject({
    code: newClassSchema.shape.code,
    title: newClassSchema.shape.title,
    status: z
      .enum(['active', 'archived'])
      .describe('An archived class keeps its records, which can be corrected, and takes no new ones.'),
  })
  .partial();

function isLocale(value: string): boolean {
  try {
    return Intl.getCanonicalLocales(value).length === 1;
  } catch {
    return false;
  }
}

/** A class as modules and edges see it. */
export const classSchema = z.object({
  id: z.uuid(),
  /** For clients that know classes by an integer. */
  number: z.number().int().positive(),
  code: z.string(),
  title: z.string(),
  description: z.string(),
  campusId: z.uuid(),
  campus: z.string(),
  timeZone: z.string(),
  locale: z.string(),
  status: z.enum(['active', 'archived']),
  joinPolicy: joinPolicySchema,
  placeId: z.uuid().nullable(),
  policy: classPolicySchema,
});
export type ClassView = z.infer<typeof classSchema>;

export const campusSchema = z.object({ id: z.uuid(), name: z.string(), timeZone: z.string(), locale: z.string() });
export type CampusView = z.infer<typeof campusSchema>;

/** A class that anybody may join. */
export const openClassSchema = z.object({ id: z.uuid(), code: z.string(), title: z.string(), campus: z.string() });
export type OpenClass = z.infer<typeof openClassSchema>;

/** Who may join a class, and its code. */
export const joiningSchema = z.object({ joinPolicy: joinPolicySchema, joinCode: z.string().nullable() });
export type Joining = z.infer<typeof joiningSchema>;

export const rosterEntrySchema = z.object({
  id: z.uuid(),
  number: z.number().int().positive(),
  name: z.string(),
  familyName: z.string().nullable(),
  givenName: z.string().nullable(),
  externalId: z.string().nullable(),
  /** When they first came onto it. */
  enrolledAt: z.date(),
  /** When they last left it; null while they are on it. */
  leftAt: z.date().nullable(),
  spells: z.array(z.object({ from: z.date(), to: z.date().nullable() })).describe('Times on the roster, oldest first.'),
  groupSpells: z.array(z.object({ groupId: z.uuid(), from: z.date(), to: z.date().nullable() })),
  looksLike: z
    .array(z.uuid())
    .optional()
    .describe('Others on it whose name is the same or looks the same; their numbers tell them apart.'),
});
export type RosterEntry = z.infer<typeof rosterEntrySchema>;

const groupName = shownLine(80);
const members = z.array(z.uuid()).max(2000);

/** A part of a class that has sessions of its own. */
export const groupSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  personIds: z.array(z.uuid()).describe('Who is in it now.'),
});
export type GroupView = z.infer<typeof groupSchema>;

export const newGroupSchema = z.strictObject({
  name: groupName,
  personIds: members.default([]),
  since: day
    .optional()
    .describe('From the begin of this day on they are in it; since each came onto the roster when left out.'),
});
export type NewGroup = z.infer<typeof newGroupSchema>;

export const groupChangeSchema = z
  .strictObject({
    name: groupName,
    isArchived: z.boolean().describe('An archived group is in no list; its sessions stay.'),
    personIds: members.describe('Who is in it: whoever is left out leaves.'),
    since: day.describe(
      'From the begin of this day on these are in it, and the others not; from now on when left out.',
    ),
  })
  .partial()
  .refine(({ since, personIds }) => since === undefined || personIds !== undefined, {
    error: words.sinceNeedsPersonIds,
    path: ['since'],
  });
export type GroupChange = z.infer<typeof groupChangeSchema>;
