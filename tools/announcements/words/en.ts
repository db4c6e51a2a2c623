/** What people read of announcements, in English. */
export const words = {
  hasNoStudentsYetNothing: (code: string): string => `${code} has no students yet. Nothing was sent.`,
  messageFrom: (name: string): string => `Message from ${name}`,
  toOfOnceSentItCannot: ({
    count,
    code,
    title,
    text,
  }: {
    count: string;
    code: string;
    title: string;
    text: string;
  }): string =>
    `To ${count} of ${code}:\n“${code}: ${title}\n${text}”\nOnce sent it cannot be taken back. Shall I send it?`,
  sentToOf: ({ told, code }: { told: string; code: string }): string => `Sent to ${told} of ${code}.`,
} as const;
