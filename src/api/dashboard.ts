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
      imgSrc: ['data:'],
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
  return new Hono().get('/dashboard', policy, (context) => {
    const nonce: string = context.get('secureHeadersNonce') ?? '';
    // A nonce is good for one answer.
    context.header('cache-control', 'no-store');
    return context.html(
      page.replaceAll('<script', `<script nonce="${nonce}"`).replaceAll('<style', `<style nonce="${nonce}"`),
    );
  });
}
