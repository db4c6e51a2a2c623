/** Reads the lines of an iCalendar file (RFC 5545) into components, each property with the line it stands on. */
import ICAL from 'ical.js';
import { z } from 'zod';
import { AppError } from '../../kernel/errors.ts';
import { words } from './words/en.ts';

export interface Property {
  name: string;
  params: Readonly<Record<string, unknown>>;
  /** As ical.js reads them: "2026-11-18T09:00:00" for a time. */
  values: readonly unknown[];
  /** What stands behind the colon. */
  raw: string;
  line: number;
  /** As ical.js calls it: date, date-time, duration, text… */
  type: string;
}

export interface Component {
  name: string;
  /** Where it begins, from 1. */
  line: number;
  properties: Property[];
  parts: Component[];
}

const jCalProperty = z.tuple([z.string(), z.record(z.string(), z.unknown()), z.string()]).rest(z.unknown());
const beginOrEnd = /^(BEGIN|END):\s*([\w-]+)\s*$/i;

/** @returns the error for a file that cannot be read, naming the line. */
export const faultAt = (line: number, detail: string): AppError =>
  new AppError('invalidInput', { field: 'ics', detail: words.icsLine({ line, detail }) });

/** @throws AppError `invalidInput` naming the line that cannot be read. */
export function readComponents(ics: string): Component {
  const root: Component = { name: '', line: 1, properties: [], parts: [] };
  const open: Component[] = [root];
  for (const { text, line } of unfold(ics)) {
    const current = open.at(-1) ?? root;
    const [, edge, name = ''] = beginOrEnd.exec(text) ?? [];
    if (edge?.toUpperCase() === 'BEGIN') {
      const part: Component = { name: name.toLowerCase(), line, properties: [], parts: [] };
      current.parts.push(part);
      open.push(part);
    } else if (edge) {
      if (current.name !== name.toLowerCase()) throw faultAt(line, words.endsWhichWasNotBegun(name));
      open.pop();
    } else if (current === root) {
      throw faultAt(line, words.standsOutsideBeginVcalendarAndEnd);
    } else {
      current.properties.push(readProperty(text, line));
    }
  }
  const unended = open.at(-1);
  if (unended && unended !== root) throw faultAt(unended.line, words.beginsWhichNeverEnds(unended.name.toUpperCase()));
  const calendar = root.parts[0];
  if (calendar?.name !== 'vcalendar') throw faultAt(calendar?.line ?? 1, words.doesNotBeginAVcalendar);
  return { ...calendar, parts: root.parts.flatMap((part) => part.parts) };
}

function readProperty(text: string, line: number): Property {
  try {
    const [name, params, type, ...values] = jCalProperty.parse(ICAL.parse.property(text));
    return { name, params, type, values, raw: /^(?:[^":]|"[^"]*")*:(.*)$/s.exec(text)?.[1] ?? '', line };
  } catch (cause) {
    throw new AppError('invalidInput', {
      field: 'ics',
      detail: words.icsLineCannotBeRead(line),
      cause,
    });
  }
}

/** Long lines are folded: what begins with a space goes on with the line before. */
function unfold(ics: string): { text: string; line: number }[] {
  const lines: { text: string; line: number }[] = [];
  for (const [index, text] of ics
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const before = lines.at(-1);
    if (/^[ \t]/.test(text) && before) before.text += text.slice(1);
    else if (text.trim() !== '') lines.push({ text, line: index + 1 });
  }
  return lines;
}

/** As ical.js takes a component. */
export const toJCal = ({ name, properties, parts }: Component): unknown[] => [
  name,
  properties.map((property) => [property.name, property.params, property.type, ...property.values]),
  parts.map(toJCal),
];

export const firstOf = ({ properties }: Component, name: string): Property | undefined =>
  properties.find((property) => property.name === name);
export const allOf = ({ properties }: Component, name: string): Property[] =>
  properties.filter((property) => property.name === name);
