/** Decides how a roster × sessions grid goes over pages: pure arithmetic in points. */
import { contentWidth, heights, page } from './theme.ts';

export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface GridPage {
  readonly rows: Range;
  readonly sessions: Range;
  /** Whether the students' totals stand here, to the right of the last sessions. */
  readonly hasStudentTotals: boolean;
  /** Whether the sessions' totals stand here, under the last rows. */
  readonly hasSessionTotals: boolean;
}

export interface GridPlan {
  readonly pages: readonly GridPage[];
  readonly widths: {
    readonly number: number;
    readonly name: number;
    /** 0 when nobody has one. */
    readonly externalId: number;
    readonly session: number;
    /** Each of the four totals; 0 on a sheet of one session, where they would repeat the mark. */
    readonly total: number;
    readonly percentage: number;
    /** The empty column for handwriting on a sheet of one session; else 0. */
    readonly notes: number;
  };
}

export interface GridNeeds {
  readonly rows: number;
  readonly sessions: number;
  /** The widest name and number as they would be printed in full. */
  readonly nameWidth: number;
  readonly externalIdWidth: number;
}

/** Narrower than this, a time of day does not go over its mark. */
const minSessionWidth = 15;
/** Wider than this, a mark stands lost in its cell. */
const maxSessionWidth = 100;
const numberWidth = 20;
const totalWidth = 17;
const percentageWidth = 42;
const studentTotalsWidth = 4 * totalWidth + percentageWidth;
const sessionTotalRows = 5;

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/** Cuts `count` sessions into even pages; the last of them also holds the students' totals. */
function splitSessions(count: number, room: number): { ranges: Range[]; width: number } {
  const full = Math.floor(room / minSessionWidth);
  const last = Math.floor((room - studentTotalsWidth) / minSessionWidth);
  const pages = count <= last ? 1 : 1 + Math.ceil((count - last) / full);
  // The last page is narrower by the totals; in units of one session it holds this much less than the others.
  const even = Math.ceil((count * room) / (pages * room - studentTotalsWidth));
  const perPage = clamp(even, Math.ceil((count - last) / Math.max(pages - 1, 1)), full);
  const ranges = Array.from({ length: pages }, (_, index) => ({
    from: Math.min(index * perPage, count),
    to: index === pages - 1 ? count : Math.min((index + 1) * perPage, count),
  }));
  const onLast = count - (pages - 1) * perPage;
  const widths = [(room - studentTotalsWidth) / Math.max(onLast, 1), ...(pages > 1 ? [room / perPage] : [])];
  return { ranges, width: Math.min(...widths) };
}

/** Cuts rows into pages; the sessions' totals go under the last rows, or onto a page of their own when they must. */
function splitRows(count: number, totalsHeight: number): Range[] {
  const room = (header: number) => page.height - 2 * page.margin - header - heights.tableHead - heights.footer;
  const capacity = (isFirst: boolean, reserve: number) =>
    Math.floor((room(isFirst ? heights.firstHeader : heights.nextHeader) - reserve) / heights.row);
  const ranges: Range[] = [];
  let from = 0;
  for (;;) {
    const isFirst = ranges.length === 0;
    const left = count - from;
    if (left <= capacity(isFirst, totalsHeight)) return [...ranges, { from, to: count }];
    // Leave some rows to the page with the totals, so that these never stand alone.
    const to = from + Math.min(capacity(isFirst, 0), left - Math.min(3, left - 1));
    ranges.push({ from, to });
    from = to;
  }
}

/** Plans the pages of a grid with at least one row and one session. */
export function planGrid(needs: GridNeeds): GridPlan {
  const externalId = needs.externalIdWidth === 0 ? 0 : clamp(needs.externalIdWidth + 10, 36, 84);
  const isSingle = needs.sessions === 1;
  const rowRanges = splitRows(needs.rows, isSingle ? 0 : sessionTotalRows * heights.totalsRow + 4);
  const base = contentWidth - numberWidth - externalId;
  if (isSingle) {
    const name = clamp(needs.nameWidth + 24, 180, 300);
    const session = 110;
    return {
      pages: rowRanges.map((rows) => ({
        rows,
        sessions: { from: 0, to: 1 },
        hasStudentTotals: false,
        hasSessionTotals: false,
      })),
      widths: { number: numberWidth, name, externalId, session, total: 0, percentage: 0, notes: base - name - session },
    };
  }
  const roomFor = (name: number) => base - name;
  const wanted = clamp(needs.nameWidth + 14, 120, 190);
  const fitsOnePage = (name: number) => needs.sessions * minSessionWidth + studentTotalsWidth <= roomFor(name);
  // A little less room for names is better than a second page of columns.
  const leastName = fitsOnePage(wanted)
    ? wanted
    : fitsOnePage(130)
      ? base - studentTotalsWidth - needs.sessions * minSessionWidth
      : Math.min(wanted, 165);
  const { ranges, width } = splitSessions(needs.sessions, roomFor(leastName));
  const session = Math.min(width, maxSessionWidth);
  const name = ranges.length > 1 ? leastName : roomFor(0) - studentTotalsWidth - needs.sessions * session;
  return {
    pages: rowRanges.flatMap((rows, rowIndex) =>
      ranges.map((sessions, index) => ({
        rows,
        sessions,
        hasStudentTotals: index === ranges.length - 1,
        hasSessionTotals: rowIndex === rowRanges.length - 1,
      })),
    ),
    widths: {
      number: numberWidth,
      name,
      externalId,
      session,
      total: totalWidth,
      percentage: percentageWidth,
      notes: 0,
    },
  };
}
