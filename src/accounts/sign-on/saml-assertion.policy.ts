/** What an assertion has to say beside being signed: for us, now, to be used once, and as the answer to a request. Pure. */
import { z } from 'zod';

/** Clocks of two houses may differ by this. */
const toleranceMs = 60_000;
const bearer = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** The signed assertion, as it was parsed from the bytes that the signature covers. */
const assertionSchema = z.object({
  $: z.object({ ID: z.string().min(1), Version: z.literal('2.0') }),
  Subject: z.tuple([
    z.object({
      SubjectConfirmation: z
        .array(
          z.object({
            $: z.object({ Method: z.string() }),
            SubjectConfirmationData: z
              .tuple([
                z.object({
                  $: z.object({
                    Recipient: z.string().optional(),
                    InResponseTo: z.string().optional(),
                    NotOnOrAfter: instant.optional(),
                    NotBefore: instant.optional(),
                  }),
                }),
              ])
              .optional(),
          }),
        )
        .min(1),
    }),
  ]),
  Conditions: z.tuple([z.object({ $: z.object({ NotBefore: instant.optional(), NotOnOrAfter: instant }) })]),
});

export interface Expected {
  /** Our address for assertions. */
  recipient: string;
  requestId: string;
  now: Date;
}

export interface UsableAssertion {
  id: string;
  /** From then on it is worth nothing, wherever it comes from. */
  endsAt: Date;
}

/** Why it may not be used, or what it is. */
export function judgeAssertion(assertion: unknown, { recipient, requestId, now }: Expected): UsableAssertion | string {
  const parsed = assertionSchema.safeParse(assertion);
  if (!parsed.success)
    return `not as it should be: ${parsed.error.issues.map(({ path }) => path.join('.')).join(', ')}`;
  const { $, Subject, Conditions } = parsed.data;
  const conditions = Conditions[0].$;
  if (isAhead(conditions.NotBefore, now)) return 'not yet valid';
  if (isOver(conditions.NotOnOrAfter, now)) return 'expired';
  const faults = Subject[0].SubjectConfirmation.map(({ $: { Method }, SubjectConfirmationData }) => {
    const data = SubjectConfirmationData?.[0].$;
    if (Method !== bearer || !data) return 'confirmed in another way';
    if (data.Recipient !== recipient) return 'for another recipient';
    if (data.InResponseTo !== requestId) return 'no answer to this request';
    if (!data.NotOnOrAfter || isOver(data.NotOnOrAfter, now)) return 'confirmed for a time that is over';
    if (isAhead(data.NotBefore, now)) return 'confirmed for a time to come';
    return undefined;
  });
  if (!faults.includes(undefined)) return faults.join('; ');
  return { id: $.ID, endsAt: new Date(conditions.NotOnOrAfter.getTime() + toleranceMs) };
}

const isOver = (end: Date, now: Date): boolean => now.getTime() - toleranceMs >= end.getTime();
const isAhead = (begin: Date | undefined, now: Date): boolean =>
  begin !== undefined && now.getTime() + toleranceMs < begin.getTime();
