/**
 * Names of time zones as calendar programs write them: IANA's, with or without a path in front; those of Windows, by
 * CLDR's table; Outlook's display names; and mere offsets.
 */
// cldr-core is CLDR itself, as the Unicode Consortium publishes it (Unicode-3.0, no dependencies); one table is read.
import { createRequire } from 'node:module';
import { DateTime, IANAZone } from 'luxon';
import { z } from 'zod';

export type NamedZone =
  { iana: string; isExact: boolean } | { offsetMinutes: number } | { isOwn: true } | { standardMinutes: number };

const tableSchema = z.object({
  supplemental: z.object({
    windowsZones: z.object({
      mapTimezones: z.array(
        z.object({ mapZone: z.object({ _other: z.string(), _type: z.string(), _territory: z.string() }) }),
      ),
    }),
  }),
});
const require = createRequire(import.meta.url);
const windowsZones = tableSchema.parse(require('cldr-core/supplemental/windowsZones.json'));

/** CLDR's choice for each name of Windows, its territory 001 being the world. */
const byWindowsName: ReadonlyMap<string, string> = new Map(
  windowsZones.supplemental.windowsZones.mapTimezones
    .filter(({ mapZone }) => mapZone._territory === '001')
    .map(({ mapZone }) => [mapZone._other.toLowerCase(), mapZone._type]),
);

/** What Outlook's display names say instead of a city of IANA's or the name that Windows has in CLDR's table. */
const otherNames: Readonly<Record<string, string>> = {
  'abu dhabi': 'Arabian',
  alaska: 'Alaskan',
  arizona: 'US Mountain',
  astana: 'Central Asia',
  'baja california': 'Pacific Standard Time (Mexico)',
  brasilia: 'E. South America',
  'cabo verde is.': 'Cape Verde',
  'cape verde is.': 'Cape Verde',
  'city of buenos aires': 'Argentina',
  georgetown: 'SA Western',
  hawaii: 'Hawaiian',
  'indiana (east)': 'US Eastern',
  'international date line west': 'Dateline',
  islamabad: 'Pakistan',
  'mexico city': 'Central Standard Time (Mexico)',
  'mid-atlantic': 'UTC-02',
  'new delhi': 'India',
  "nuku'alofa": 'Tonga',
  'petropavlovsk-kamchatsky': 'Russia Time Zone 11',
  'port louis': 'Mauritius',
  pretoria: 'South Africa',
  'solomon is.': 'Central Pacific',
  'sri jayawardenepura': 'Sri Lanka',
  tbilisi: 'Georgian',
  'west central africa': 'W. Central Africa',
  'yangon (rangoon)': 'Myanmar',
};

const regions = [
  'Europe',
  'America',
  'Asia',
  'Africa',
  'Australia',
  'Pacific',
  'Atlantic',
  'Indian',
  'America/Argentina',
  'US',
  'Canada',
];

/** Longer than Outlook's longest, with all its cities; patterns take long over what is no name. */
const longestName = 200;

/** What a name means; undefined when nobody knows it. `now` tells which offsets zones have at present. */
export function findZoneByName(typed: string, now: Date): NamedZone | undefined {
  if (typed.length > longestName) return undefined;
  const name = typed
    .replace(/^["'\s\\]+|["'\s\\]+$/g, '')
    .replace(/\s+/g, ' ')
    .replace(/[\u2212\u2013]/g, '-')
    .replace(/\/+$/, '')
    .replace(/^tzone:\/\/Microsoft\//i, '');
  if (/^(custom|customized time zone)(\s\d+)?$/i.test(name)) return { isOwn: true };
  const iana = toIana(name);
  if (iana !== undefined) return { iana, isExact: true };
  const windows = findWindowsName(name);
  if (windows !== undefined) return { iana: windows, isExact: false };
  const offsetMinutes = readOffset(name);
  if (offsetMinutes !== undefined) return { offsetMinutes };
  return findDisplayName(name, now) ?? findTail(name) ?? findPlace(name);
}

const toIana = (name: string): string | undefined => {
  const spelt = name.replaceAll(' ', '_');
  if (!/^[A-Za-z][\w+/-]*$/.test(spelt) || !IANAZone.isValidZone(spelt)) return undefined;
  return spelt;
};

function findWindowsName(name: string): string | undefined {
  const plain = name.replace(/ (Daylight|Summer) Time/i, ' Standard Time');
  return [plain, plain.replace(/ \d+$/, ''), `${plain} Standard Time`, plain.replace(/ Time$/i, ' Standard Time')]
    .map((one) => byWindowsName.get(one.toLowerCase()))
    .find((zone) => zone !== undefined);
}

/** `GMT+02:00`, `UTC-5`, `+0530`, `Z`. */
function readOffset(name: string): number | undefined {
  if (name === 'Z') return 0;
  const [, sign, hours, minutes = '0'] = /^(?:GMT|UTC)?\s*([+-])\s*(\d{1,2})(?:[:.]?([0-5]\d))?$/i.exec(name) ?? [];
  if (sign === undefined || Number(hours) > 14) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** Laws change, and with them the offsets in display names: by so much the name of a place is believed first. */
const mostStaleMinutes = 90;

/** "(UTC+01:00) Amsterdam, Berlin, …": the offset outside summer time, and places or what Windows calls the zone. */
function findDisplayName(name: string, now: Date): NamedZone | undefined {
  const [, typed, places = ''] =
    /^\(?\s*(?:GMT|UTC)\s*([+-]?\s*\d{0,2}(?:[:.]?\d\d)?)\s*(?:\(Standard\)|\))\s*(.*)$/i.exec(name) ?? [];
  if (typed === undefined) return undefined;
  const standardMinutes = typed === '' ? 0 : readOffset(/^[+-]/.test(typed) ? typed : `+${typed}`);
  if (standardMinutes === undefined) return undefined;
  const zones = namesIn(places).flatMap((place) => {
    const { windows, cities } = zonesCalled(place);
    return windows === undefined ? cities : [windows, ...cities];
  });
  const farBy = (zone: string): number => Math.abs(standardOffsetOf(zone, now) - standardMinutes);
  const iana = zones.find((zone) => farBy(zone) === 0) ?? zones.find((zone) => farBy(zone) <= mostStaleMinutes);
  return iana === undefined ? { standardMinutes } : { iana, isExact: false };
}

/** "Eastern Time (US & Canada)", "Hawaii", "Berlin": a place that only one zone is called by. */
function findPlace(name: string): NamedZone | undefined {
  const { windows, cities } = zonesCalled(withoutCountry(name));
  const iana = windows ?? (cities.length === 1 ? cities[0] : undefined);
  return iana === undefined ? undefined : { iana, isExact: false };
}

const withoutCountry = (places: string): string =>
  places.replace(/\s*\((US (&|and) Canada|Canada|US)\)/i, '').replace(/^Coordinated Universal Time/i, 'UTC');

function namesIn(places: string): string[] {
  const whole = withoutCountry(places).trim();
  return [whole, ...whole.split(/\s*[,;/:]\s*/)].filter((name) => name !== '');
}

function zonesCalled(place: string): { windows: string | undefined; cities: string[] } {
  const windows = findWindowsName(otherNames[place.toLowerCase()] ?? place);
  const spelt = place.replace(/ (Islands?|Is\.|- New)$/i, '').replaceAll(' ', '_');
  const cities = /^[\w-]+$/.test(spelt)
    ? regions.map((region) => `${region}/${spelt}`).filter((zone) => IANAZone.isValidZone(zone))
    : [];
  return { windows, cities };
}

/** The longest end of a path that is a zone: `/freeassociation.sourceforge.net/Tzfile/Europe/Berlin`. */
function findTail(name: string): NamedZone | undefined {
  const parts = name.split('/').filter((part) => part !== '');
  if (parts.length < 2 || /[()]/.test(name)) return undefined;
  const tails = parts.slice(1).map((_, index) => parts.slice(index + 1).join('/'));
  const found = tails.map((tail) => toIana(tail) ?? findWindowsName(tail)).find((zone) => zone !== undefined);
  return found === undefined ? undefined : { iana: found, isExact: false };
}

/** Minutes ahead of UTC when no summer time is. */
export const standardOffsetOf = (zone: string, now: Date): number =>
  Math.min(...[1, 7].map((month) => DateTime.fromJSDate(now, { zone }).set({ month, day: 1 }).offset));
