/** Files of chat messages are fetched from the platform's own hosts, over https, and from nowhere else. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createFileFetcher, type FileFetcher, type FileSource } from '../../bots/fetch-file.ts';

let server: Server;
let origin: string;
let fetcher: FileFetcher;
let asked: IncomingMessage[];
let source: FileSource;

beforeAll(async () => {
  server = createServer((req, res) => {
    asked.push(req);
    if (req.url === '/photo') return void res.setHeader('content-type', 'image/jpeg; x=1').end('bytes');
    if (req.url === '/gone') return void res.writeHead(404).end();
    if (req.url === '/busy') return void res.writeHead(503).end();
    if (req.url === '/claims-much')
      return void res.writeHead(200, { 'content-length': String(16 * 1024 * 1024) }).write('x');
    if (req.url === '/is-much') return void res.end(Buffer.alloc(16 * 1024 * 1024));
    if (req.url === '/cut') return void (res.writeHead(200, { 'content-length': '100' }).write('x'), res.destroy());
    if (req.url === '/around') return void res.writeHead(302, { location: '/around' }).end();
    if (req.url === '/here') return void res.writeHead(302, { location: '/photo' }).end();
    return void res.writeHead(302, { location: decodeURIComponent(req.url!.slice(1)) }).end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());
beforeEach(() => {
  asked = [];
  fetcher = createFileFetcher({ extra: [origin, 'files.school.example'] });
  source = { hosts: ['files.slack.com', '*.sharepoint.com'], token: 'xoxb-secret', tokenHosts: ['files.slack.com'] };
});

const fetchFile = (address: string): Promise<unknown> => fetcher.fetchFile(address, source);
const notAllowed = { code: 'invalidInput', message: expect.stringContaining('may not fetch') as string };

describe('an address that is refused before anything is sent', () => {
  test.each([
    ['no address', 'file'],
    ['a file', 'file:///etc/passwd'],
    ['plain http', 'http://files.slack.com/x'],
    ['another port', 'https://files.slack.com:8443/x'],
    ['another host', 'https://evil.example/x'],
    ['a host that ends alike', 'https://evilfiles.slack.com/x'],
    ['the bare parent of a wildcard', 'https://sharepoint.com/x'],
    ['a look-alike', 'https://x.sharepoint.com.evil.example/'],
    ['credentials', 'https://user:pass@files.slack.com/x'],
    ['loopback', 'https://127.0.0.1/x'],
    ['the metadata service', 'http://169.254.169.254/latest'],
    ['IPv6 loopback', 'https://[::1]/x'],
    ['a mapped address', 'https://[::ffff:10.0.0.1]/x'],
    ['another port of a believed origin', 'http://127.0.0.1:1/x'],
  ])('%s', async (_name, address) => {
    await expect(fetchFile(address)).rejects.toMatchObject(notAllowed);
    expect(asked).toHaveLength(0);
  });

  test('an allowed name that leads to a private address', async () => {
    // localhost is in every hosts file.
    const own = createFileFetcher({ extra: ['localhost'] });
    await expect(own.fetchFile('https://localhost/x', source)).rejects.toMatchObject(notAllowed);
  });
});

describe('a redirect', () => {
  test('to an allowed place is followed', async () => {
    expect(await fetchFile(`${origin}/here`)).toEqual({ data: Buffer.from('bytes'), mimeType: 'image/jpeg' });
  });

  test.each(['https://evil.example/x', 'http://127.0.0.1:1/', 'file:///etc/passwd', 'https://169.254.169.254/'])(
    'to %s is not',
    async (target) => {
      await expect(fetchFile(`${origin}/${encodeURIComponent(target)}`)).rejects.toMatchObject(notAllowed);
    },
  );

  test('without end is given up', async () => {
    await expect(fetchFile(`${origin}/around`)).rejects.toMatchObject(notAllowed);
    expect(asked).toHaveLength(4);
  });
});

describe('the token', () => {
  test("is not sent to a host that is not the platform's own", async () => {
    await fetchFile(`${origin}/photo`);
    expect(asked[0]!.headers.authorization).toBe(undefined);
  });

  test("is sent to the platform's own", async () => {
    await fetcher.fetchFile(`${origin}/photo`, { ...source, tokenHosts: [origin] });
    expect(asked[0]!.headers.authorization).toBe('Bearer xoxb-secret');
  });
});

describe('a file', () => {
  test('that says it is over 15 MB, and one that only turns out to be, are refused', async () => {
    await expect(fetchFile(`${origin}/claims-much`)).rejects.toMatchObject({ code: 'fileTooLarge' });
    await expect(fetchFile(`${origin}/is-much`)).rejects.toMatchObject({ code: 'fileTooLarge' });
  });

  test('that is not there is said so; a host that is busy, away or breaks off is tried again', async () => {
    await expect(fetchFile(`${origin}/gone`)).rejects.toMatchObject({
      code: 'invalidInput',
      message: expect.stringContaining('send it again') as string,
    });
    await expect(fetchFile(`${origin}/busy`)).rejects.toMatchObject({ code: 'busy' });
    await expect(fetchFile(`${origin}/cut`)).rejects.toMatchObject({ code: 'busy' });
    const away = createFileFetcher({ extra: ['http://127.0.0.1:9'] });
    await expect(away.fetchFile('http://127.0.0.1:9/x', source)).rejects.toMatchObject({ code: 'busy' });
  });
});
