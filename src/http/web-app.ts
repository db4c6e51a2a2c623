/** The page under /app: bundled once at start, served with a strict content security policy. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
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

/**
 * The router for `/app` and its files; `/` leads there.
 * @throws when the page cannot be bundled, so that a broken one stops the start.
 */
export function createWebApp(): express.Router {
  const script = assetOf('text/javascript', bundle());
  const files = {
    'app.js': script,
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
function bundle(): string {
  const result = buildSync({
    entryPoints: [`${folder}app.ts`],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    sourcemap: false,
    minify: true,
    charset: 'utf8',
    logLevel: 'silent',
  });
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
