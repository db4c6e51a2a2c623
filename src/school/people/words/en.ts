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
  makeSomebodyAdmin: ({ name, email }: { name?: string | undefined; email?: string | null | undefined }): string =>
    `enter ${name ?? email ?? 'somebody'} (${email ?? 'no address'}) as an admin`,
  changeSomebody: (
    { name, email }: { name: string; email: string | null },
    { role, status, email: address }: Partial<Record<'role' | 'status' | 'email', string | null | undefined>>,
  ): string =>
    `change ${name} (${email ?? 'no address'}): ${[
      ...(role === undefined ? [] : [`role ${role}`]),
      ...(status === undefined ? [] : [`status ${status}`]),
      ...(address === undefined ? [] : [`address ${address ?? 'none'}`]),
    ].join(', ')}`,
  givePasswords: 'give somebody a password',
  changeAnAdminsRole: "change an admin's role or status",
  changeAnAddress: 'change an address',
  youCannotChangeYourOwnRole: 'You cannot change your own role or status.',
  somebodyHasThisEMail: 'Somebody has this e-mail or number already.',
  namesAreKeptByTheSchool: 'Names are kept by the school. Please ask there.',
} as const;
