/** `/openapi.json`, and `/docs`, where it can be read and tried: Swagger UI, from here and nowhere else. */
import { readFile } from 'node:fs/promises';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { describeApi } from './document.ts';
import { OPERATIONS } from './operations.ts';

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>llm-cache-proxy: API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<main id="api"></main>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#api', deepLinking: true, validatorUrl: null });
`;

export function openapiRoutes(version: string): Hono {
  const document = describeApi(OPERATIONS, version);
  const policy = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      // Swagger UI writes styles into its elements.
      styleSrc: ["'self'", "'unsafe-inline'"],
      connectSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
    referrerPolicy: 'no-referrer',
    xFrameOptions: 'DENY',
    strictTransportSecurity: false,
  });
  const viewer = (file: string) => readFile(new URL(import.meta.resolve(`swagger-ui-dist/${file}`)));
  const kept = { 'cache-control': 'public, max-age=3600' };
  return new Hono()
    .get('/openapi.json', (context) => context.json(document))
    .get('/docs', policy, (context) => context.html(PAGE))
    .get('/docs/start.js', (context) => context.body(START, 200, { 'content-type': 'text/javascript' }))
    .get('/docs/swagger-ui-bundle.js', async (context) =>
      context.body(await viewer('swagger-ui-bundle.js'), 200, { 'content-type': 'text/javascript', ...kept }),
    )
    .get('/docs/swagger-ui.css', async (context) =>
      context.body(await viewer('swagger-ui.css'), 200, { 'content-type': 'text/css', ...kept }),
    );
}
