/** What people read of people, in English. */
export const words = {
  personIdThereIsNoSuchStudent: 'personId: there is no such student.',
  guardianIdThereIsNoSuchGuardian: 'guardianId: there is no such guardian; give the person that role first.',
  guardianIdThisGuardianIsLinked: 'guardianId: this guardian is linked to the student already.',
  nameSomethingToChange: 'name something to change',
  orANameSendSomething: 'or a name: send something to change',
  isMissing: 'is missing',
  isNeededToSignIn: 'is needed by whoever signs in',
  anAdminNeedsAnAddress: 'email: an admin needs an address.',
  makeAnAdmin: 'make an admin',
  givePasswords: 'give somebody a password',
  changeAnAdminsRole: "change an admin's role or status",
  changeAnAddress: 'change an address',
  youCannotChangeYourOwnRole: 'You cannot change your own role or status.',
  somebodyHasThisEMail: 'Somebody has this e-mail or number already.',
  namesAreKeptByTheSchool: 'Names are kept by the school. Please ask there.',
} as const;
