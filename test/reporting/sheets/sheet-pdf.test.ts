/** The printed sheet, read back. */
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { buildSheet, type Sheet } from '../../../src/reporting/sheets/sheet.ts';
import { renderSheetPdf } from '../../../src/reporting/sheets/sheet-pdf.ts';
import { statusLetters } from '../../../src/reporting/sheets/sheet-text.ts';
import { lineText, readPdf, type ReadPdf } from '../../support/read-pdf.ts';
import { sampleInput, sampleSheet } from './sample-sheets.ts';

const markSize = 7.4;
const words = (text: string): string[] => text.normalize('NFC').split(/\s+/).filter(Boolean).sort();

/** The letters of each student's row by number, put together over all pages that the row is split over. */
function marksByNumber(pdf: ReadPdf): Map<string, string> {
  const marks = new Map<string, string>();
  for (const page of pdf.pages) {
    for (const line of page.lines) {
      const number = line.map((piece) => /\b2026\d{4}\b/.exec(piece.text)?.[0]).find(Boolean);
      if (number === undefined) continue;
      const letters = line
        .filter((piece) => Math.abs(piece.size - markSize) < 0.05)
        .map((piece) => piece.text.replace(/[^PLAE]/g, ''))
        .join('');
      marks.set(number, (marks.get(number) ?? '') + letters);
    }
  }
  return marks;
}

function expectMarks(pdf: ReadPdf, sheet: Sheet): void {
  const printed = marksByNumber(pdf);
  for (const row of sheet.rows) {
    expect(printed.get(row.student.externalId ?? '')).toBe(
      row.marks.map((mark) => (mark ? statusLetters[mark] : '')).join(''),
    );
  }
  expect(printed.size).toBe(sheet.rows.length);
}

/** Nothing may stand on anything else of its line. */
function expectNoOverlap(pdf: ReadPdf): void {
  for (const page of pdf.pages) {
    for (const line of page.lines.map((pieces) => pieces.filter((piece) => piece.text.trim() !== ''))) {
      for (const [index, piece] of line.entries()) {
        const next = line[index + 1];
        if (next) expect(piece.x + piece.width, `"${piece.text}" and "${next.text}"`).toBeLessThanOrEqual(next.x + 0.6);
        expect(piece.x + piece.width).toBeLessThanOrEqual(841.89 - 33.5);
      }
    }
  }
}

describe('a sheet of 200 students and 60 sessions', () => {
  it('prints every name and every mark in its place, over pages split both ways', async () => {
    const sheet = sampleSheet(200, 60, ['Anna Bell', 'Chidi Okafor', 'Łukasz Żak']);
    const pdf = await readPdf(await renderSheetPdf(sheet));
    expect(pdf.pages.length).toBeGreaterThan(8);
    const all = pdf.pages.map((page) => page.text).join(' ');
    for (const row of sheet.rows) expect(all).toContain(row.student.name);
    expectMarks(pdf, sheet);
    expectNoOverlap(pdf);
    for (const [index, page] of pdf.pages.entries()) {
      expect(page.text).toContain(`Page ${index + 1} of ${pdf.pages.length}`);
      expect(page.text).toContain('Student Number');
      expect(page.text).toContain('CS101 · Introduction to Programming');
    }
  });
});

describe('splitting over pages', () => {
  it.each([
    [1, 2],
    [24, 9],
    [25, 30],
    [26, 30],
    [27, 31],
    [30, 33],
    [31, 34],
    [58, 62],
    [90, 101],
    [3, 250],
  ])('loses nothing with %i students and %i sessions', async (students, sessions) => {
    const sheet = sampleSheet(students, sessions, ['Anna Bell']);
    const pdf = await readPdf(await renderSheetPdf(sheet));
    if (sessions > 8) expectMarks(pdf, sheet);
    expectNoOverlap(pdf);
    for (const page of pdf.pages) {
      const [foot] = page.pieces.filter((piece) => /^P$/.test(piece.text) && piece.size === 6.5);
      for (const piece of page.pieces) expect(piece.y).toBeGreaterThanOrEqual((foot?.y ?? 0) - 1);
    }
  });
});

describe('names', () => {
  const byScript = {
    latin: 'Zoë Nguyễn Łukasz',
    greek: 'Ἀλέξανδρος Παπαδόπουλος',
    cyrillic: 'Екатерина Щербакова',
    arabic: 'محمد عبد الله ثابت يوسف',
    hebrew: 'שרה כהן',
    devanagari: 'कृष्णा श्रीवास्तव',
    thai: 'สมชาย ใจดี',
    chinese: '王小明',
    japanese: '山田 さくら',
    hangul: '김민준',
    tamil: 'கோபால்',
    armenian: 'Արմեն',
    georgian: 'გიორგი',
    ethiopic: 'አበበ',
  };

  it.each(Object.entries(byScript))('can be read back in %s letters', async (_script, name) => {
    const pdf = await readPdf(await renderSheetPdf(sampleSheet(1, 9, [name])));
    const [row] = (pdf.pages[0]?.lines ?? []).map(lineText).filter((line) => line.includes('20260000'));
    const printed = row?.replace(/20260000.*/, '').replace(/^\s*1\s/, '') ?? '';
    expect(printed).not.toContain('\ufffd');
    // Indic letters are drawn in another order than they are written; the words of right-to-left names come from the
    // left.
    const letters = (text: string) => [...text.normalize('NFC').replace(/\s/g, '')].sort().join('');
    expect(letters(printed)).toBe(letters(name));
    if (!['devanagari', 'tamil', 'thai'].includes(_script)) expect(words(printed)).toEqual(words(name));
  });

  it('carry the text itself where it is drawn in another order, for copying and for screen readers', async () => {
    const actualTexts = async (names: string[]) => {
      const data = await renderSheetPdf(sampleSheet(names.length, 3, names));
      const streams = data
        .toString('latin1')
        .split('stream\n')
        .slice(1)
        .map((stream) => {
          try {
            return inflateSync(Buffer.from(stream, 'latin1')).toString('latin1');
          } catch {
            return '';
          }
        });
      return streams.join('').split('/ActualText').length - 1;
    };
    expect(await actualTexts(['कृष्णा', 'محمد'])).toBe(2);
    expect(await actualTexts(['Ada', 'Zoë'])).toBe(0);
  });

  it('that are too long are shortened with an ellipsis and touch nothing', async () => {
    const long = [
      'Wolfeschlegelsteinhausenbergerdorff '.repeat(3),
      'محمد عبد الرحمن '.repeat(8),
      '王小明'.repeat(30),
      'नारायण '.repeat(20),
    ];
    for (const sessions of [1, 3, 30, 60]) {
      const pdf = await readPdf(await renderSheetPdf(sampleSheet(4, sessions, long)));
      expectNoOverlap(pdf);
      expect(pdf.pages[0]?.text).toContain('…');
    }
  });

  it('with letters that no font has, control characters or broken surrogates never fail a sheet', async () => {
    const awkward = [
      '\u{1F600} Smile',
      'Line\nbreak\u0000\u202Eevil',
      '\ud800broken',
      '',
      '   ',
      '\u{10FFFD}',
      'e\u0301\u0323\u0330',
      'ᚠᛟ 龘',
    ];
    const pdf = await readPdf(await renderSheetPdf(sampleSheet(awkward.length, 3, awkward)));
    expect(pdf.pages[0]?.text).toContain('Line break evil');
    expect(pdf.pages[0]?.text).toContain('\u25a1 Smile');
  });
});

describe('what a sheet says about itself', () => {
  it('names institution, class, teachers, period, zone, and who made it when, on the campus clock', async () => {
    const pdf = await readPdf(await renderSheetPdf(sampleSheet(3, 9)));
    for (const said of [
      'Northfield University',
      'Dr. Ada Lovelace, Prof. Alan Turing',
      '1 September – 30 November 2026',
      'Asia/Kolkata',
      '1 Dec 2026, 11:30 by Dr. Ada Lovelace',
      '09:00',
      'excused',
    ]) {
      expect(pdf.pages[0]?.text).toContain(said);
    }
    expect(pdf.info).toMatchObject({
      Title: 'CS101 · Introduction to Programming: attendance, 1 September – 30 November 2026',
      Author: 'Northfield University',
    });
  });

  it('says so when there is nobody, no session, or only cancelled ones', async () => {
    const cancelled = sampleInput(2, 2);
    const sheets: [Sheet, string][] = [
      [sampleSheet(0, 5), 'Nobody is on the roster'],
      [sampleSheet(5, 0), 'had no session in this period'],
      [
        buildSheet({
          ...cancelled,
          sessions: cancelled.sessions.map((session) => ({ ...session, status: 'cancelled' })),
        }),
        'was cancelled',
      ],
    ];
    for (const [sheet, said] of sheets) {
      const pdf = await readPdf(await renderSheetPdf(sheet));
      expect(pdf.pages).toHaveLength(1);
      expect(pdf.pages[0]?.text).toContain(said);
    }
  });

  it('of one session writes the status as a word', async () => {
    const pdf = await readPdf(await renderSheetPdf(sampleSheet(9, 1)));
    for (const said of ['Present', 'Late', 'Absent', 'Excused', 'Notes']) expect(pdf.pages[0]?.text).toContain(said);
  });
});
