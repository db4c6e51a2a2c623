/** Times of day as lists of marks have them, and the zones that they name. Pure. */
import { isZone } from '../../kernel/days.ts';

/** A zone that is written behind a time: by its offset or IANA's name it is sure, by a few letters it is not. */
export interface StatedZone {
  /** UTC, UTC+02:00 or Europe/Berlin; else the letters as they are written. */
  name: string;
  isSure: boolean;
}

export interface Times {
  /** HH:MM; empty where none is said. */
  time: string | null;
  end: string | null;
  zone: StatedZone | null;
}

/** Letters that stand for several zones, or for one of them only half of the year. */
const letters =
  'A[CEKW][SD]T|[CEMP][SD]T|HST|NZ[SD]T|[BIJK]ST|SAST|MSK|HKT|SGT|PKT|GST|CET|CEST|MEST|MEZ|MESZ|WET|EET|EEST';
const zonePattern = new RegExp(
  [
    // The time, of which those of ISO 8601 and those with seconds are no begin of a span of time.
    String.raw`(T?\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)(\s*[AaPp]\.?[Mm]\b\.?)?\s*`,
    String.raw`(?:([Zz]|(?:UTC|GMT|utc|gmt)(?:\s*[+\u2212-]\d{1,2}(?::?\d{2})?)?|[+\u2212-]\d{2}:?\d{2}|\+\d{1,2})(?:\[[\w/+-]+\])?`,
    String.raw`|\[?([A-Z][A-Za-z]+(?:[/_-][A-Za-z]+)*/[A-Z][\w+-]+)\]?`,
    String.raw`|(${letters}))(?![\p{L}\p{N}:])`,
  ].join(''),
  'u',
);

/** Longer than any day with its times and zone; what is longer is none, and is not looked at letter by letter. */
const longestTimes = 160;

/** What is written without the first zone behind a time. */
function cutZone(text: string): { rest: string; zone: StatedZone | null } {
  let from = 0;
  for (;;) {
    const found = zonePattern.exec(text.slice(from));
    if (!found) return { rest: text, zone: null };
    const [whole, clock = '', half = '', offset, region, initials] = found;
    const at = from + found.index;
    const zone = offset === undefined ? nameZone(region, initials) : readOffset(offset, clock);
    if (zone) return { rest: `${text.slice(0, at)}${clock}${half} ${text.slice(at + whole.length)}`, zone };
    from = at + 1;
  }
}

function nameZone(region: string | undefined, initials: string | undefined): StatedZone | undefined {
  if (region === undefined) return { name: initials ?? '', isSure: false };
  return isZone(region) ? { name: region, isSure: true } : undefined;
}

/** "-05:00" behind a time without seconds is the end of a span of time, except as ISO 8601 has it. */
function readOffset(offset: string, clock: string): StatedZone | undefined {
  const [, sign, hours = '', minutes = '00'] = /([+\u2212-])(\d{1,2}):?(\d{2})?$/.exec(offset) ?? [];
  if (sign === undefined) return { name: 'UTC', isSure: true };
  const isNegative = sign !== '+';
  const isSpan = offset.startsWith('-') && offset.includes(':') && !/^T|:\d\d:/.test(clock);
  const isThere = Number(hours) <= (isNegative ? 12 : 14) && /^(00|30|45)$/.test(minutes);
  if (isSpan || !isThere) return undefined;
  return { name: `UTC${isNegative ? '-' : '+'}${hours.padStart(2, '0')}:${minutes}`, isSure: true };
}

const oclock = String.raw`(?:uhr|uur)\b`;
const timePattern = new RegExp(
  String.raw`(?:^|[\sT])(\d{1,2})(?::(?=\d\d)|h|\.(?=\d\d\s*(?:[ap]\.?m|${oclock}))|(?=\s*${oclock}))(\d{2})?(?::\d{2}(?:[.,]\d+)?)?\s*(?:([ap])\.?m\b\.?|${oclock})?`,
  'gi',
);

/**
 * Times within a text: 9:05, 09.00AM, 9h30, 8.30 Uhr, 10:00-11:30, T10:00.
 * @returns what else there is, and undefined times where one is none of a day
 */
export function cutTimes(text: string): { rest: string; times: Times | undefined } {
  if (text.length > longestTimes) return { rest: text, times: undefined };
  const { rest: withoutZone, zone } = cutZone(text);
  const found: (string | undefined)[] = [];
  const rest = withoutZone
    .replace(timePattern, (_, hour: string, minute?: string, half?: string) => {
      found.push(clockOf(hour, minute, half));
      return ' ';
    })
    .replace(/[-–—]\s*(\d{1,2})(?::|h)(\d{2})(?::\d{2})?/g, (_, hour: string, minute: string) => {
      found.push(clockOf(hour, minute, undefined));
      return ' ';
    })
    .replace(/\s+/g, ' ')
    .replace(/[\s–—-]+$/, '')
    .trim();
  if (found.slice(0, 2).includes(undefined)) return { rest, times: undefined };
  return { rest, times: { time: found[0] ?? null, end: found[1] ?? null, zone } };
}

/** HH:MM; the midnight that ends a day is the one that begins the next. Undefined for no time of day. */
function clockOf(hour: string, minute = '00', half: string | undefined): string | undefined {
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  if (hours === 24 && minute === '00') return '00:00';
  return hours < 24 && Number(minute) < 60 ? `${String(hours).padStart(2, '0')}:${minute}` : undefined;
}

const ofCell = [
  // 8:30, 8.30 and 8h30, with seconds, halves of the day and words behind.
  /^(\d{1,2})\s*[:.h]\s*(\d{2})(?:[:.]\d{2}(?:[.,]\d+)?)?\s*(?:([ap])\.?\s?m\.?)?\s*(?:h|hrs?|uhr|uur)?\.?$/i,
  // 8 Uhr, 8 Uhr 30, 8h, 8 am.
  /^(\d{1,2})\s*(?:h|hrs?|uhr|uur|heures?|(?=[ap]\.?\s?m))\s*(\d{2})?\s*(?:([ap])\.?\s?m\.?)?$/i,
  // 0830, 830.
  /^(\d{1,2})(\d{2})\s*(?:h|hrs?|uhr|uur)?$/i,
];

/** What a cell of its own says, a time or from when to when; undefined for what is none. */
export function readTimes(cell: string): Times | undefined {
  if (cell.length > longestTimes) return undefined;
  const { rest, zone } = cutZone(cell.normalize('NFC').trim());
  const parts = rest
    .trim()
    .split(/\s*[-–—]\s*/)
    .map((part) => ofCell.map((shape) => shape.exec(part)).find((found) => found !== null));
  const [first, second, ...more] = parts;
  if (first && more.length === 0 && parts.every((part) => part !== undefined)) {
    const [time, end] = [clockOf(...piecesOf(first)), second ? clockOf(...piecesOf(second)) : null];
    return time === undefined || end === undefined ? undefined : { time, end, zone };
  }
  const { times } = cutTimes(` ${cell.trim()}`);
  return times && times.time !== null ? times : undefined;
}

const piecesOf = ([, hour = '', minute, half]: RegExpExecArray) => [hour, minute, half] as const;
