import { hash, timingSafeEqual } from 'node:crypto';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, MiddlewareHandler } from 'hono';
import { AppError } from '../errors.ts';
import type { Namespace } from '../types.ts';

/** Whose request it is; throws AppError(invalid_api_key). */
export type Authenticate = (context: Context) => Namespace;

/** Keys are compared by their digests: how long it takes says nothing about a key. */
const digest = (key: string) => hash('sha256', key, 'hex');

/**
 * @param keys the clients' keys and names; `undefined`: everybody may ask
 * @param shared all clients share one cache
 * @param origins whose pages may ask too
 */
export function createAuthenticate(
  keys: ReadonlyMap<string, Namespace> | undefined,
  shared: boolean,
  origins: readonly string[] = [],
): Authenticate {
  if (!keys) {
    return (context) => {
      const origin = context.req.header('origin');
      if (origin !== undefined && !origins.includes(origin) && isUnasked(context, origin)) {
        throw new AppError('forbidden', 'A page of another site may not send this.');
      }
      return 'default';
    };
  }
  const names = new Map([...keys].map(([key, name]) => [digest(key), name]));
  return (context) => {
    const name = names.get(digest(bearerToken(context) ?? ''));
    if (name === undefined) throw new AppError('invalid_api_key', 'Incorrect API key provided.');
    return shared ? 'default' : name;
  };
}

/**
 * Guards what manages the cache. Without a key it is for this machine only: a loopback peer that names a loopback host,
 * not through a proxy, and not from another site's page in a browser.
 */
export function requireAdmin(adminKey: string | undefined): MiddlewareHandler {
  return async function admin(context, next) {
    if (adminKey !== undefined) {
      const given = Buffer.from(digest(bearerToken(context) ?? ''));
      if (!timingSafeEqual(given, Buffer.from(digest(adminKey)))) {
        throw new AppError('invalid_api_key', 'This route takes the admin key: Authorization: Bearer <ADMIN_API_KEY>.');
      }
    } else if (!isLocal(context)) {
      throw new AppError('forbidden', 'Without ADMIN_API_KEY this route answers only to this machine.');
    }
    await next();
  };
}

/**
 * A page of any site can have a browser send this without asking whether it may, and so spend our keys: nothing in it
 * calls for a preflight. https://fetch.spec.whatwg.org/#cors-preflight-fetch
 */
function isUnasked({ req }: Context, origin: string): boolean {
  const isAsked =
    req.header('authorization') !== undefined || /^application\/json\b/i.test(req.header('content-type') ?? '');
  return !isAsked && URL.parse(origin)?.host !== req.header('host');
}

function bearerToken(context: Context): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(context.req.header('authorization') ?? '')?.[1];
}

const LOOPBACK_PEER = /^(127\.|::1$|::ffff:127\.)/;
const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;
const FORWARDING = /^(forwarded|via|x-forwarded-.+|x-real-ip)$/;

function isLocal(context: Context): boolean {
  const header = (name: string) => context.req.header(name);
  const peer = context.env?.incoming ? getConnInfo(context).remote.address : undefined;
  const host = header('host') ?? '';
  if (!LOOPBACK_PEER.test(peer ?? '') || !LOOPBACK_HOST.test(host)) return false;
  if (Object.keys(context.req.header()).some((name) => FORWARDING.test(name))) return false;
  const site = header('sec-fetch-site');
  const origin = header('origin');
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  return origin === undefined || origin === `http://${host}`;
}
