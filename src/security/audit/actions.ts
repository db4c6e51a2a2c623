/** Every action that the audit knows, under what its subject is. */

/**
 * The names are in the stored entries and under their hashes: a name that has been used is never changed, also where an
 * older one is spelled otherwise. New ones are `object.whatHappened`.
 */
export const auditActions = {
  /** Somebody's account, consent, face, card, guardians, calendar address; the id is the person's whom it is about. */
  person: [
    'person.created',
    'person.standingChanged',
    'person.renamed',
    'person.profileChanged',
    'person.pictureSet',
    'person.pictureRemoved',
    'person.approved',
    'person.rejected',
    'person.merged',
    'person.claimReleased',
    'address.proofAsked',
    'address.proven',
    'person.directoryFollowed',
    'guardian.linked',
    'guardian.unlinked',
    'account.signedIn',
    'account.signedInWithFace',
    'account.signInFailed',
    'account.lockedOut',
    'account.signedOutEverywhere',
    'account.deviceEnded',
    'account.proven',
    'account.passkeyAdded',
    'account.passkeyRenamed',
    'account.passkeyRemoved',
    'account.authenticatorAdded',
    'account.authenticatorRemoved',
    'account.recoveryCodesMade',
    'account.recoveryCodeUsed',
    'account.secondFactorsReset',
    'account.passwordChanged',
    'account.resetRequested',
    'account.resetLinkMade',
    'account.passwordReset',
    'account.passwordChosen',
    'account.linked',
    'account.unlinked',
    'account.signOnLinked',
    'account.signOnUnlinked',
    'consent.granted',
    'consent.withdrawn',
    'faces.enrolled',
    'faces.looked',
    'faces.settled',
    'faces.forgotten',
    'card.given',
    'card.taken',
    'calendar.addressMade',
    'calendar.addressEnded',
  ],
  /** Several people at once; the id is `several`, and the facts name them or say how many. */
  people: ['people.imported', 'account.invited'],
  /** A class: its roster, its teachers, how it is run. */
  class: [
    'class.created',
    'class.changed',
    'class.policyChanged',
    'class.placeChanged',
    'class.joiningChanged',
    'class.teacherAppointed',
    'class.teacherRemoved',
    'class.studentsEnrolled',
    'class.studentLeft',
    'class.joined',
    'class.left',
    'class.groupChanged',
    'calendar.imported',
    'calendar.subscribed',
    'calendar.unsubscribed',
    'account.invited',
    'announcement.made',
    'focus.turned_on',
    'focus.changed',
    'focus.turned_off',
  ],
  /** A session: when it is, and everything in its register. */
  session: [
    'session.scheduled',
    'session.opened',
    'session.closed',
    'session.cancelled',
    'session.restored',
    'session.reopened',
    'session.unopened',
    'session.moved',
    'session.merged',
    'session.substituteNamed',
    'session.substituteRemoved',
    'code.made',
    'code.revoked',
    'challenge.begun',
    'checkIn.decided',
    'checkOut.recorded',
    'flag.resolved',
    'records.written',
    'appeal.made',
    'appeal.answered',
    'appeal.withdrawn',
    'focus.measured',
    'focus.taken_back',
  ],
  /** A request for leave. */
  leave: ['leave.requested', 'leave.evidenceAdded', 'leave.approved', 'leave.rejected', 'leave.withdrawn'],
  timetable: ['timetable.created', 'timetable.ended'],
  holiday: ['holiday.created', 'holiday.deleted'],
  place: ['place.created', 'place.changed', 'place.archived', 'place.restored'],
  campus: ['campus.created', 'campus.changed'],
  /** An announcement itself, and one that was made to everybody. */
  announcement: ['announcement.made', 'announcement.removed'],
  apiKey: ['apiKey.created', 'apiKey.revoked'],
  /** What waited for a second admin's yes. */
  heldAct: ['heldAct.asked', 'heldAct.approved', 'heldAct.declined', 'heldAct.withdrawn', 'heldAct.failed'],
  /** A directory that writes people and groups by SCIM. */
  scimConnection: ['scimConnection.created', 'scimConnection.revoked'],
  scimGroup: ['scimGroup.written', 'scimGroup.removed'],
  /** A provider of the school's own sign-in. */
  signOnProvider: ['signOnProvider.created', 'signOnProvider.changed', 'signOnProvider.removed'],
  /** A card reader at a door. */
  reader: ['reader.created', 'reader.revoked'],
  /** The institution, of which there is one; the id is `1`. */
  institution: [
    'audit.keyed',
    'audit.exported',
    'records.exported',
    'institution.changed',
    'signOn.policyChanged',
    'signIns.flooded',
    'feedback.left',
  ],
} as const;

type SubjectType = keyof typeof auditActions;

/** What can happen to subjects of this kind. */
export type AuditAction<Subject extends SubjectType = SubjectType> = (typeof auditActions)[Subject][number];

/** An action together with what its subject is. */
export type AuditEvent<Subject extends SubjectType = SubjectType> = {
  [Each in Subject]: { readonly action: AuditAction<Each>; readonly subjectType: Each };
}[Subject];
