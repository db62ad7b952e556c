/** The proxy's own routes. */
import { adminKey, refuse } from './access.js';

const TIMEOUT = 10_000;

/** What the proxy said no with. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The JSON of a public route, whatever its status: health is answered with 503 when the proxy can't serve. */
export async function read(path) {
  const reply = await fetch(path, { signal: AbortSignal.timeout(TIMEOUT), cache: 'no-store' });
  return reply.json();
}

/** The JSON of an admin route. Throws `Refusal` with the proxy's words. */
export async function admin(method, path, body) {
  const reply = await send(method, path, { body, signal: AbortSignal.timeout(TIMEOUT) });
  return reply.json();
}

/** The bytes of an admin route, as they come. */
export async function adminStream(path, { headers, signal }) {
  const reply = await send('GET', path, { headers, signal });
  return reply.body;
}

async function send(method, path, { body, headers = {}, signal }) {
  const key = adminKey();
  const reply = await fetch(`/admin${path}`, {
    method,
    signal,
    cache: 'no-store',
    headers: {
      ...headers,
      ...(key && { authorization: `Bearer ${key}` }),
      ...(body && { 'content-type': 'application/json' }),
    },
    body: body && JSON.stringify(body),
  });
  if (reply.ok) return reply;
  if (reply.status === 401 || reply.status === 403) refuse(reply.status);
  const { error } = await reply.json().catch(() => ({}));
  throw new Refusal(reply.status, error?.message ?? `The proxy answered ${reply.status}.`);
}
