/** Measures and colours of the printed sheet: all lengths in points, every text at least 4.5:1 against its ground. */
import type { SheetStatus } from '../sheet.ts';

export const page = { width: 841.89, height: 595.28, margin: 34 } as const;

/** Between the margins. */
export const contentWidth = page.width - 2 * page.margin;

export const heights = {
  firstHeader: 112,
  nextHeader: 34,
  /** The band with the months and the cell with weekday, day and time. */
  tableHead: 46,
  row: 13.5,
  totalsRow: 12,
  footer: 22,
} as const;

export const colors = {
  ink: '#1b1f24',
  quiet: '#59636e',
  line: '#d4d9df',
  strongLine: '#7d8792',
  band: '#eef1f4',
  zebra: '#f8f9fb',
  notOnRoster: '#e6e9ed',
  warning: '#a40e26',
  warningGround: '#fdecee',
  accent: '#1d3f72',
} as const;

/** Ground and ink of a mark. The letter says which it is; the colour only helps the eye. */
export const markColors: Readonly<Record<SheetStatus, { ground: string; ink: string }>> = {
  present: { ground: '#ffffff', ink: '#1f6b3a' },
  late: { ground: '#fff3cf', ink: '#7a4d00' },
  absent: { ground: '#fbdcdf', ink: '#a40e26' },
  excused: { ground: '#e0e9f8', ink: '#1d4f91' },
};
