import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { Hono } from 'hono';
import { etag } from 'hono/etag';
import { secureHeaders } from 'hono/secure-headers';

const PAGE = new URL('../../dashboard.html', import.meta.url);
const PARTS = new URL('../../dashboard/', import.meta.url);

/** What the page takes from packages, by the name under which it is served. */
const VENDORED: Readonly<Record<string, string>> = {
  'uplot.js': 'uplot/dist/uPlot.esm.js',
  'uplot.css': 'uplot/dist/uPlot.min.css',
  'inter.woff2': '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
};
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
};

/**
 * The dashboard: a page and its parts, nothing from elsewhere, and a policy that holds it to that.
 *
 * @param takesKey whether the admin routes take a key: the page asks for it, instead of trying without
 */
export function dashboardRoutes(takesKey: boolean): Hono {
  const access = takesKey ? 'locked' : 'open';
  const page = readFileSync(PAGE, 'utf8').replace('data-access="open"', `data-access="${access}"`);
  const policy = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
      // Text from outside cannot become markup, even by a mistake in the page.
      requireTrustedTypesFor: ["'script'"],
      trustedTypes: ["'none'"],
    },
    referrerPolicy: 'no-referrer',
    xFrameOptions: 'DENY',
    // Whether the host is to be reached by TLS alone is for who puts TLS before it to say.
    strictTransportSecurity: false,
  });
  // Asked for anew each time: page and parts are of the version that runs.
  const headers = { 'cache-control': 'no-cache' };
  return new Hono()
    .use('/dashboard/*', policy, etag())
    .get('/dashboard', (context) => context.html(page, 200, headers))
    .get('/dashboard/:file{[a-z-]+\\.(?:js|css|woff2)}', async (context) => {
      const name = context.req.param('file');
      const bytes = await readPart(name);
      if (!bytes) return context.notFound();
      return context.body(bytes, 200, { ...headers, 'content-type': TYPES[extname(name)] ?? '' });
    });
}

/** @returns `null`: there is no such part */
async function readPart(name: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const vendored = VENDORED[name];
  const file = vendored === undefined ? new URL(name, PARTS) : new URL(import.meta.resolve(vendored));
  try {
    return await readFile(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
