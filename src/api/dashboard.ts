import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { NONCE, secureHeaders } from 'hono/secure-headers';

const PAGE = new URL('../../dashboard.html', import.meta.url);

/** The dashboard: one page with nothing from elsewhere, and a policy that holds it to that. */
export function dashboardRoutes(): Hono {
  const page = readFileSync(PAGE, 'utf8');
  const policy = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: [NONCE],
      styleSrc: [NONCE],
      connectSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
    referrerPolicy: 'no-referrer',
  });
  return new Hono().get('/dashboard', policy, (context) => {
    const nonce: string = context.get('secureHeadersNonce') ?? '';
    return context.html(
      page.replaceAll('<script', `<script nonce="${nonce}"`).replaceAll('<style', `<style nonce="${nonce}"`),
    );
  });
}
