/** Bytes to text: whatever a spreadsheet wrote it in, names come out as they were typed, and the encoding is told. */
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decode } from '../../../src/office/tables/decode.ts';

const list = (...names: string[]): string =>
  ['email;name', ...names.map((name, index) => `p${index}@a.example;${name}`)].join('\n');

describe('text that says what it is in', () => {
  it.each([
    ['utf-8', 'Zoë 毛 Ω', ''],
    ['utf-8', 'Zoë 毛 Ω', '\uFEFF'],
    ['utf-16le', 'Zoë 毛 Ω', '\uFEFF'],
    ['utf-16be', 'Zoë 毛 Ω', '\uFEFF'],
    ['utf-16le', 'Zoë Brontë', ''],
    ['utf-16be', 'Zoë Brontë', ''],
  ])('is read as %s, and nobody need look', (encoding, name, mark) => {
    const text = list(name, 'Ann Lee');
    expect(decode(iconv.encode(mark + text, encoding, { addBOM: false }))).toEqual({ text, encoding, isSure: true });
  });
});

describe('text that does not say', () => {
  it.each([
    ['windows-1252', ['Jörg Weiß', 'Käthe Kühn']],
    ['windows-1252', ['Hélène Garçon', 'Benoît Lefèvre']],
    ['windows-1252', ['Íñigo Muñoz', 'María Peña']],
    ['windows-1252', ['João Simões', 'Conceição Araújo']],
    ['windows-1252', ['Seán O’Connor', 'Þóra Sigurðardóttir']],
    ['windows-1252', ['Søren Kjær', 'Åse Ødegård']],
    ['windows-1250', ['Stanisław Świątek', 'Bożena Łęcka']],
    ['iso-8859-2', ['Stanisław Świątek', 'Bożena Łęcka']],
    ['windows-1250', ['Ondřej Černý', 'Růžena Němcová']],
    ['windows-1250', ['Erdős Győző', 'Szűcs Ágnes']],
    ['windows-1254', ['Çağla Işık', 'Şule Yıldız']],
    ['windows-1251', ['Сергей Кузнецов', 'Ольга Белова']],
    ['koi8-r', ['Сергей Кузнецов', 'Ольга Белова']],
    ['windows-1253', ['Ελένη Νικολάου', 'Γιώργος']],
    ['macintosh', ['Jörg Weiß', 'Hélène Garçon']],
    ['cp850', ['Jörg Weiß', 'Käthe Kühn']],
    ['shift_jis', ['佐藤 健一', '鈴木 さくら']],
  ])('in %s is found by what reads as names: %j', (encoding, names) => {
    const text = list(...names);
    const read = decode(iconv.encode(text, encoding));
    expect(read.text).toBe(text);
    expect(read.isSure).toBe(false);
  });

  it('is read as the sender says, whatever it looks like', () => {
    const bytes = iconv.encode(list('Jörg Weiß'), 'windows-1252');
    expect(decode(bytes, 'cp850').text).not.toBe(list('Jörg Weiß'));
    expect(decode(bytes, 'windows-1252').text).toBe(list('Jörg Weiß'));
  });
});

it('one broken letter leaves the other rows of a UTF-8 file whole', () => {
  const bytes = Buffer.concat([
    Buffer.from(list('Zoë', 'Käthe', 'Íñigo', 'Łucja')),
    Buffer.from([0x0a, 0x78, 0xe9, 0x0a]),
  ]);
  expect(decode(bytes)).toMatchObject({
    encoding: 'utf-8',
    text: expect.stringContaining('Łucja\nx\uFFFD\n') as string,
  });
});

it('bytes that are no text are refused', () => {
  expect(() => decode(Buffer.from([1, 0, 0, 2, 0, 255, 0, 0, 3]))).toThrow('no table');
});
