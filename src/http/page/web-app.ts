/** The page under /app, served with a strict content security policy. */
import { createHash } from 'node:crypto';
import express from 'express';
import helmet from 'helmet';
import type { Asset } from './bundle.ts';
import { readPage } from './bundle-cache.ts';

/** react-aria-components writes this one rule into the document, for what is held by touch. */
const styleOfOneLibrary = "'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='";

/**
 * The router for `/app` and its files; `/` leads there.
 * @param cacheFolder where the bundled page is kept from start to start
 * @throws when the page cannot be bundled, so that a broken one stops the start.
 */
export function createWebApp({ cacheFolder }: { cacheFolder: string }): express.Router {
  const [index, ...files] = readPage(cacheFolder);
  if (!index) throw new Error('The page has no index.html.');
  const router = express.Router();
  router.get('/', (_request, response) => response.redirect('/app'));
  router.use('/app', ...pageHeaders());
  for (const file of files) router.get(`/app/${file.name}`, sender(file));
  router.get('/app/assets/*name', (_request, _response, next) => next('router'));
  // Every address below is one of the page's own: what it shows there, it finds out itself.
  router.get(['/app', '/app/*address'], sender(index));
  return router;
}

function sender({ type, content, zipped, isPinned }: Asset): express.RequestHandler {
  const tag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 16)}"`;
  const caching = isPinned ? 'public, max-age=31536000, immutable' : 'no-cache';
  return (request, response) => {
    const isZipped = request.acceptsEncodings('gzip', 'identity') === 'gzip';
    // Express answers 304 by itself when the caller has this tag.
    response.set({ ETag: tag, 'Cache-Control': caching, Vary: 'Accept-Encoding' });
    if (isZipped) response.set('Content-Encoding', 'gzip');
    response.type(type).send(isZipped ? zipped : content);
  };
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
        'style-src': [...self, styleOfOneLibrary],
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
