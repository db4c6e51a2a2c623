/** What people type on a platform arrives as they meant it: names for mentions, no marks, addresses kept. */
import { describe, expect, test } from 'vitest';
import { nameMentions, readText as readSlack } from '../../bots/slack/heard-text.ts';
import { readText as readTeams } from '../../bots/teams/heard-text.ts';

const linked: Readonly<Record<string, string>> = { U0MIA: 'Mia Okafor', 'aad-mia': 'Mia Okafor' };
const nameOf = (id: string): Promise<string | undefined> => Promise.resolve(linked[id]);

describe('Slack', () => {
  test.each([
    ['*open BIO2*', 'open BIO2'],
    ['_who is missing_ in BIO2?', 'who is missing in BIO2?'],
    ['~no~ yes', 'no yes'],
    ['`sheet for BIO2`', 'sheet for BIO2'],
    ['```close BIO2```', 'close BIO2'],
    ['*_open_* (~BIO2~).', 'open (BIO2).'],
    ['`*stars* stay in code`', '*stars* stay in code'],
    ['4 * 5 * 6, snake_case_name, a~b~c', '4 * 5 * 6, snake_case_name, a~b~c'],
    ['see <https://x.example/_a_/b>', 'see https://x.example/_a_/b'],
  ])('%s is read without marks of formatting', (typed, read) => {
    expect(readSlack(typed)).toBe(read);
  });

  test.each([
    ['fill in the <https://forms.example/f?a=1&amp;b=2|form>', 'fill in the form (https://forms.example/f?a=1&b=2)'],
    ['see <http://school.example|school.example>', 'see school.example'],
    ['<mailto:office@school.example|office@school.example>', 'office@school.example'],
    ['<mailto:office@school.example|the office>', 'the office (office@school.example)'],
    ['in <#C012|general>', 'in general'],
  ])('%s keeps its address', (typed, read) => {
    expect(readSlack(typed)).toBe(read);
  });

  test('escapes are undone once', () => {
    expect(readSlack('x &lt; y &amp;&amp; y &gt; z, &amp;lt;')).toBe('x < y && y > z, &lt;');
  });

  test.each([
    ['mark <@U0MIA> present', 'mark Mia Okafor present'],
    ['<@U0BOT> mark <@U0MIA|mia> late', 'mark Mia Okafor late'],
    ['<@U0MIA> is late', 'Mia Okafor is late'],
    ['mark <@U0ZOE|zoe> late', 'mark zoe late'],
    ['mark <@U0ZOE> late', 'mark <@U0ZOE> late'],
  ])('%s names the linked person, and nobody else', async (typed, read) => {
    expect(await nameMentions(readSlack(typed), nameOf)).toBe(read);
  });

  test('a message of nothing but marks comes to an end', () => {
    expect(readSlack('*a _b ~c '.repeat(4000)).length).toBeGreaterThan(1000);
  });
});

describe('Teams', () => {
  test.each([
    ['mark <at>Mia O.</at> late', [{ text: '<at>Mia O.</at>', userId: 'aad-mia' }], 'mark Mia Okafor late'],
    ['mark <at id="1">Zoe Lind</at> late', [], 'mark Zoe Lind late'],
    ['<at>Zoe</at> and <at>Mia</at>', [{ text: '<at>Zoe</at>', userId: 'aad-zoe' }], 'Zoe and Mia'],
    ['R&amp;D&nbsp;&lt;3 &#39;x&#39; &amp;amp;', [], "R&D <3 'x' &amp;"],
  ])('%s is read as names and plain letters', async (text, mentions, read) => {
    expect(await readTeams({ text, mentions }, nameOf)).toBe(read);
  });
});
