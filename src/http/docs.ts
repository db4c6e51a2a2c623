/** The API to browse: /api/docs shows the OpenAPI document, with who may do what. */
// swagger-ui-dist: the usual browser of OpenAPI documents, served from here so that nothing is loaded from elsewhere.
import { createRequire } from 'node:module';
import express, { Router } from 'express';
import helmet from 'helmet';

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Muster API</title>
<link rel="icon" href="/app/icon.svg">
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
</head>
<body>
<div id="docs"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/docs.js"></script>
</body>
</html>
`;

const script = `SwaggerUIBundle({ url: '/api/v2/openapi.json', dom_id: '#docs', deepLinking: true, docExpansion: 'none', filter: true, defaultModelsExpandDepth: -1, validatorUrl: null });
`;

export function createDocs(): Router {
  const router = Router();
  const self = ["'self'"];
  router.use(
    '/api/docs',
    helmet({
      // Swagger UI writes styles into its elements.
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          'default-src': self,
          'style-src': ["'self'", "'unsafe-inline'"],
          'img-src': ["'self'", 'data:'],
          'frame-ancestors': ["'none'"],
          'base-uri': ["'none'"],
        },
      },
      strictTransportSecurity: false,
    }),
  );
  router.get('/api/docs', (_req, res) => void res.type('html').send(page));
  router.get('/api/docs/docs.js', (_req, res) => void res.type('js').send(script));
  const require = createRequire(import.meta.url);
  router.use(
    '/api/docs/swagger-ui.css',
    express.static(require.resolve('swagger-ui-dist/swagger-ui.css'), { maxAge: '1d' }),
  );
  router.use(
    '/api/docs/swagger-ui-bundle.js',
    express.static(require.resolve('swagger-ui-dist/swagger-ui-bundle.js'), { maxAge: '1d' }),
  );
  return router;
}
