/**
 * Reads the lines of an iCalendar file (RFC 5545) into components, each property with the line it stands on. What is
 * wrong in one place stays there: ical.js would refuse the whole file, and knows no lines.
 */
import { AppError } from '../../kernel/errors.ts';
import { stripEnd } from '../../kernel/trim.ts';
import { words } from './words/en.ts';

export interface Property {
  name: string;
  params: Readonly<Record<string, string>>;
  /** What stands behind the colon. */
  raw: string;
  line: number;
}

export interface Component {
  name: string;
  /** Where it begins, from 1. */
  line: number;
  /** False when the file breaks off before its END. */
  isWhole: boolean;
  properties: Property[];
  parts: Component[];
}

/** What is wrong at a line; whoever reads an event tells it and goes on with the next. */
export class CalendarFault extends Error {
  readonly line: number;
  constructor(line: number, detail: string) {
    super(detail);
    this.line = line;
  }
}

const beginOrEnd = /^(BEGIN|END):\s*([\w-]+)\s*$/i;
const propertyHead = /^([A-Za-z\d-]+)(?=[;:])/;
/** Outlook's names of zones have colons, and may stand there without quotes: the value begins with a day. */
const times = /^(dtstart|dtend|recurrence-id|exdate|rdate)$/;

/** @throws AppError `invalidInput` for what is no iCalendar file at all. */
export function readComponents(ics: string): Component[] {
  const root: Component = { name: '', line: 1, isWhole: true, properties: [], parts: [] };
  const open: Component[] = [root];
  for (const { text, line } of unfold(ics)) {
    const [, edge, typed = ''] = beginOrEnd.exec(text) ?? [];
    const name = typed.toLowerCase();
    const current = open.at(-1) ?? root;
    if (edge?.toUpperCase() === 'BEGIN') begin(open, name, line);
    else if (edge) end(open, name);
    else readLine(current, text, line);
  }
  const calendars = root.parts.filter((part) => part.name === 'vcalendar');
  if (calendars.length === 0)
    throw new AppError('invalidInput', {
      field: 'ics',
      detail: words.icsLine({ line: root.parts[0]?.line ?? 1, detail: words.doesNotBeginAVcalendar }),
    });
  return calendars;
}

/** They lie in a calendar and in nothing else: what is open when one begins lacks its END. */
const ofCalendar = /^(vcalendar|vevent|vtodo|vjournal|vfreebusy|vtimezone)$/;

function begin(open: Component[], name: string, line: number): void {
  if (ofCalendar.test(name)) {
    const calendar = open.findIndex((part) => part.name === 'vcalendar');
    const from = name === 'vcalendar' ? 1 : calendar + 1;
    if (from > 0) for (const part of open.splice(from)) part.isWhole = true;
  }
  const part: Component = { name, line, isWhole: false, properties: [], parts: [] };
  open.at(-1)?.parts.push(part);
  open.push(part);
}

/** What was begun within ends, too; an END of what was not begun is none. */
function end(open: Component[], name: string): void {
  const at = open.findLastIndex((part) => part.name === name);
  if (at > 0) for (const part of open.splice(at)) part.isWhole = true;
}

function readLine(current: Component, text: string, line: number): void {
  const name = propertyHead.exec(text)?.[1];
  const before = current.properties.at(-1);
  if (name !== undefined) current.properties.push(readProperty(name, text, line));
  // Some programs break the lines of a description without folding them.
  else if (before) before.raw += `\n${text}`;
}

function readProperty(typed: string, text: string, line: number): Property {
  const name = typed.toLowerCase();
  const rest = text.slice(typed.length);
  const [, head = '', raw = ''] =
    (times.test(name)
      ? (/^(.*?):(\d{4}-?\d\d-?\d\d.*)$/s.exec(rest) ?? /^(.*):([^:]*)$/s.exec(rest))
      : cutAtColon(rest)) ?? [];
  const params: Record<string, string> = {};
  for (const [, key = '', value = ''] of head.matchAll(/;\s*([A-Za-z\d-]+)=("[^"]*"|[^;]*)/g))
    params[key.toLowerCase()] = withoutQuotes(value);
  return { name, params, raw, line };
}

/**
 * What stands before and behind the first colon that is in no quotes; of a quote that nobody closed, the last colon. Read
 * letter by letter: a pattern that allows for the missing quote tries all ways to pair those there are.
 */
function cutAtColon(text: string): [string, string, string] | undefined {
  let isQuoted = false;
  let at = -1;
  for (let index = 0; index < text.length && at < 0; index += 1) {
    if (text[index] === '"') isQuoted = !isQuoted;
    else if (text[index] === ':' && !isQuoted) at = index;
  }
  if (at < 0) at = text.lastIndexOf(':');
  return at < 0 ? undefined : [text, text.slice(0, at), text.slice(at + 1)];
}

const isSpaceOrSlash = (character: string): boolean => character === '\\' || character.trim() === '';

/** A parameter's value without its quotes, also where backslashes stand before them. */
function withoutQuotes(value: string): string {
  const trimmed = value.trim();
  const ended = stripEnd(trimmed.endsWith('"') ? trimmed.slice(0, -1) : trimmed, isSpaceOrSlash);
  return ended.replace(/^[\s\\]*"/, '').trim();
}

/** Long lines are folded: what begins with a space goes on with the line before. */
function unfold(ics: string): { text: string; line: number }[] {
  const lines: { text: string; line: number }[] = [];
  for (const [index, read] of ics.split(/\r\n|\n|\r/).entries()) {
    // A byte order mark stands before every part of files that were put together.
    const text = stripEnd(read.startsWith('\uFEFF') ? read.slice(1) : read, (character) => character === '\u001A');
    const before = lines.at(-1);
    if (/^[ \t]/.test(text) && before) before.text += text.slice(1);
    else if (text.trim() !== '') lines.push({ text, line: index + 1 });
  }
  return lines;
}

export const firstOf = ({ properties }: Component, name: string): Property | undefined =>
  properties.find((property) => property.name === name && property.raw.trim() !== '');
export const allOf = ({ properties }: Component, name: string): Property[] =>
  properties.filter((property) => property.name === name && property.raw.trim() !== '');

/** A text as it was meant; empty when there is none. */
export const textOf = (property: Property | undefined): string =>
  (property?.raw ?? '').replace(/\\([\\;,nN])/g, (_, sign: string) => (/n/i.test(sign) ? '\n' : sign)).trim();
