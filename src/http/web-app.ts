/** The page under /app: its script bundled before, or else at the start; served with a strict content security policy. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as esbuild from 'esbuild';
import express from 'express';
import helmet from 'helmet';
import { rootDir } from '../kernel/root.ts';

interface Asset {
  type: string;
  content: string;
  /** Changes with the content. */
  hash: string;
}

const folder = join(rootDir, 'src/web/');

/** What launch.mjs bundled of the page lies beside what it bundled of the sources. */
const bundledPage = new URL('./page.js', import.meta.url);

/**
 * The router for `/app` and its files; `/` leads there.
 * @param script the page's; without one, what was bundled with the sources, or what is bundled now
 * @throws when the page cannot be bundled, so that a broken one stops the start.
 */
export function createWebApp(script?: string): express.Router {
  const files = {
    'app.js': assetOf(
      'text/javascript',
      script ?? (existsSync(bundledPage) ? readFileSync(bundledPage, 'utf8') : bundlePage()),
    ),
    'app.css': read('app.css', 'text/css'),
    'icon.svg': read('icon.svg', 'image/svg+xml'),
  };
  const index = assetOf('text/html', versioned(readFileSync(`${folder}index.html`, 'utf8'), files));

  const router = express.Router();
  router.get('/', (_request, response) => response.redirect('/app'));
  router.use('/app', ...pageHeaders());
  router.get('/app', (_request, response) => send(response, index, 'no-cache'));
  for (const [name, asset] of Object.entries(files)) {
    router.get(`/app/${name}`, (request, response) => {
      // An address with the content's hash may be kept for good; the bare one is asked about each time.
      const isPinned = request.query['v'] === asset.hash;
      send(response, asset, isPinned ? 'public, max-age=31536000, immutable' : 'no-cache');
    });
  }
  return router;
}

/** `buildSync` leaves no helper process behind, which `build` does. */
export function bundlePage(): string {
  // Loaded where it is needed only: at most starts the page is there.
  const { buildSync } = createRequire(import.meta.url)('esbuild') as typeof esbuild;
  const options = JSON.parse(readFileSync(`${folder}bundle.json`, 'utf8')) as esbuild.BuildOptions;
  const result = buildSync({ ...options, entryPoints: [`${folder}app.ts`], write: false });
  const [output] = result.outputFiles;
  if (!output) throw new Error('The page could not be bundled: esbuild returned nothing.');
  return output.text;
}

const read = (name: string, type: string): Asset => assetOf(type, readFileSync(`${folder}${name}`, 'utf8'));

const assetOf = (type: string, content: string): Asset => ({
  type,
  content,
  hash: createHash('sha256').update(content).digest('base64url').slice(0, 16),
});

function versioned(html: string, files: Record<string, Asset>): string {
  return html.replace(/\/app\/([\w.]+)"/g, (whole, name: string) =>
    files[name] ? `/app/${name}?v=${files[name].hash}"` : whole,
  );
}

function send(response: express.Response, asset: Asset, caching: string): void {
  // Express answers 304 by itself when the caller has this tag.
  response
    .set({ ETag: `"${asset.hash}"`, 'Cache-Control': caching })
    .type(asset.type)
    .send(asset.content);
}

function pageHeaders(): express.RequestHandler[] {
  const self = ["'self'"];
  const none = ["'none'"];
  const policy = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': self,
        'script-src': self,
        'style-src': self,
        'connect-src': self,
        'font-src': self,
        'img-src': ["'self'", 'blob:', 'data:'],
        'media-src': ["'self'", 'blob:'],
        'object-src': none,
        'base-uri': none,
        'frame-ancestors': none,
        'form-action': self,
        // Text can then not become markup or script, even by a mistake in the page.
        'require-trusted-types-for': ["'script'"],
        'trusted-types': none,
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    // Whether this host is to be reached by TLS only is for whoever runs it to say.
    strictTransportSecurity: false,
  });
  const permissions: express.RequestHandler = (_request, response, next) => {
    response.set('Permissions-Policy', 'camera=(self), microphone=(), geolocation=(self)');
    next();
  };
  return [policy, permissions];
}
