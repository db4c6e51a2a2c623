/** A browser as far as signing in goes: keeps cookies by origin and path, follows redirects, and shows where it is led. */

export type Jar = ReturnType<typeof createJar>;

interface Cookie {
  origin: string;
  name: string;
  value: string;
  path: string;
  isLax: boolean;
}

export function createJar() {
  const cookies: Cookie[] = [];

  function keep(url: URL, headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      const at = pair.indexOf('=');
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
      const of = (attribute: string): string | undefined =>
        attributes.find((one) => one.toLowerCase().startsWith(`${attribute}=`))?.slice(attribute.length + 1);
      const known = cookies.findIndex((one) => one.origin === url.origin && one.name === name);
      if (known >= 0) cookies.splice(known, 1);
      const isOver = new Date(of('expires') ?? '2999-01-01').getTime() < Date.now() || value === '';
      if (!isOver)
        cookies.push({
          origin: url.origin,
          name,
          value,
          path: of('path') ?? '/',
          isLax: of('samesite')?.toLowerCase() === 'lax',
        });
    }
  }

  /** @param from the origin of the page that posts: a lax cookie does not come along from another one. */
  const cookiesFor = (url: URL, from?: string): string =>
    cookies
      .filter(({ origin, path }) => origin === url.origin && url.pathname.startsWith(path))
      .filter(({ isLax }) => !(isLax && from !== undefined && from !== url.origin))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');

  /** One request, without following. */
  async function ask(address: string, init: RequestInit & { from?: string } = {}): Promise<Response> {
    const url = new URL(address);
    const headers = new Headers(init.headers);
    const carried = cookiesFor(url, init.from);
    if (carried !== '') headers.set('cookie', carried);
    const answer = await fetch(url, { ...init, headers, redirect: 'manual' });
    keep(url, answer.headers);
    return answer;
  }

  /** Opens an address and goes where it leads, until something is shown or `/app` is reached. @returns where that is. */
  async function open(address: string, init: RequestInit & { from?: string } = {}): Promise<URL> {
    let url = new URL(address);
    let answer = await ask(address, init);
    for (let steps = 0; steps < 15; steps += 1) {
      const location = answer.headers.get('location');
      if (location === null) return url;
      url = new URL(location, url);
      if (url.pathname === '/app') return url;
      answer = await ask(url.href);
    }
    throw new Error(`${address} leads round in circles`);
  }

  return { ask, open, cookies };
}

/** What the page reads behind the #. */
export function landed(url: URL): { ticket?: string; refused?: string } {
  const [, kind = '', value = ''] = /^#(ticket|refused)=([\w.-]+)$/.exec(url.hash) ?? [];
  return kind === 'ticket' ? { ticket: value.split('.')[0]! } : { refused: value };
}
