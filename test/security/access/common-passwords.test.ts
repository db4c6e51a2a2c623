/** Which passwords are refused because they are tried first, or made of what others know of their owner. */
import { describe, expect, test } from 'vitest';
import { isCommon, isMadeOf } from '../../../src/security/access/common-passwords.ts';

describe('what is tried first', () => {
  test.each([
    'password',
    'Password1!',
    '!Password!',
    '123password123',
    'ｐａｓｓｗｏｒｄ',
    'ＰＡＳＳＷＯＲＤ１',
    'p@ssw0rd',
    'P@$$w0rd!',
    'passwordpassword',
    'dragondragon',
    'abcdabcd',
    'aaaaaaaa',
    'qwertyuiop',
    'QWERTZUIOP',
    'azertyuiop',
    'asdfghjkl',
    '1qaz2wsx',
    '1qaz2wsx3edc',
    'poiuytrewq',
    'abcdefgh',
    '87654321',
    'zxcvbnm,./',
  ])('%s is refused', async (password) => {
    expect(await isCommon(password)).toBe(true);
  });

  test.each([
    'correct horse',
    'tulip ladder fog',
    'Vk7#mPq2xL',
    'seven-oceans-dry',
    'drakonvinter92',
    'großmutters garten',
    '雨の日は本を読む午後',
  ])('%s is taken', async (password) => {
    expect(await isCommon(password)).toBe(false);
  });
});

describe('what is made of its owner', () => {
  test.each([
    ['boliboli', 'Bo Li'],
    ['Li.Bo.1999', 'Bo Li'],
    ['l-i-b-o-2026', 'Bo Li'],
    ['b0l1b0l1', 'Bo Li'],
    ['muellermueller', 'Jörg Müller'],
    ['MULLER12', 'Jörg Müller'],
    ['mu.ll.er.99', 'Jörg Müller'],
    ['joergmuller1', 'Jörg Müller'],
    ['ａｄａlovelace', 'Ada Lovelace'],
    ['lovelaceada!', 'Ada Lovelace'],
  ])('%s is refused to %s', (password, name) => {
    expect(isMadeOf(password, [name])).toBe(true);
  });

  test.each([
    ['annual banners', 'Ann Lee'],
    ['correct horse', 'Bo Li'],
    ['bold limestone', 'Bo Li'],
  ])('%s is left to %s', (password, name) => {
    expect(isMadeOf(password, [name])).toBe(false);
  });
});
