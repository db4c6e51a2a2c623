/** What people read of roll-call, in English. */
export const words = {
  pleaseSendOneToPhotos: (most: number): string => `Please send one to ${most} photos of the class.`,
  thisClassIsArchived: 'This class is archived and takes no new marks. Bring it back first.',
  thereIsNoOpenSession: 'There is no open session to call the roll for.',
  pleaseSendOneToFrames: (maxFrames: number): string => `Please send one to ${maxFrames} frames of the room.`,
  theCameraSees: (code: string): string => `The camera sees ${code}`,
  itRecognisesStudentsInTheRoom: (code: string): string =>
    `It recognises students in the room. Say "roll call ${code}" to see who, and to record them. Nothing is recorded before.`,
  theSessionIsNotOpen: 'The session is not open: a camera looks only while it is.',
} as const;
