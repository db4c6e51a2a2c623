/** What people read of sheets, in English. */
export const words = {
  attended: (percentage: number): string => `, ${percentage} % attended`,
  hereIsTheSheet: ({
    code,
    range,
    count,
    count2,
    overall,
  }: {
    code: string;
    range: string;
    count: string;
    count2: string;
    overall: string;
  }): string => `Here is the sheet for ${code}, ${range}: ${count}, ${count2}${overall}.`,
} as const;
