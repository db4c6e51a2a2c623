/** Days and times in the reader's language, by the reader's own clock unless a zone is named. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

export type When = ReturnType<typeof whenIn>;

export function useWhen(timeZone?: string): When {
  const { i18n } = useTranslation();
  return useMemo(() => whenIn(i18n.language, timeZone), [i18n.language, timeZone]);
}

function whenIn(language: string, timeZone: string | undefined) {
  const format = (options: Intl.DateTimeFormatOptions): ((moment: string | Date) => string) => {
    const made = new Intl.DateTimeFormat(language, { ...options, ...(timeZone !== undefined && { timeZone }) });
    return (moment) => made.format(new Date(moment));
  };
  return {
    time: format({ hour: 'numeric', minute: '2-digit' }),
    day: format({ weekday: 'short', day: 'numeric', month: 'short' }),
    longDay: format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
    dateTime: format({ day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' }),
  };
}
