/** The proxy's own routes. */
import { adminKey, close } from './key.js';

const TIMEOUT = 10_000;

/** What the proxy said no with; status 0: it said nothing that can be understood. */
export class Refusal extends Error {
  constructor(status, message, options) {
    super(message, options);
    this.status = status;
  }
}

/** The JSON of a public route, whatever its status: health is answered with 503 when the proxy can't serve. */
export async function read(path) {
  return orSilence(async () => {
    const reply = await fetch(path, { signal: AbortSignal.timeout(TIMEOUT), cache: 'no-store' });
    return await reply.json();
  });
}

/** The JSON of an admin route. Throws `Refusal` with the proxy's words. */
export async function admin(method, path, body) {
  const reply = await send(method, path, { body, signal: AbortSignal.timeout(TIMEOUT) });
  return reply.json();
}

/** The bytes of an admin route, as they come. */
export async function adminStream(path, headers, signal) {
  const reply = await send('GET', path, { headers, signal });
  return reply.body;
}

async function send(method, path, { body, headers = {}, signal }) {
  const key = adminKey();
  // No `cache: 'no-store'`: a browser says that to the server too, and a request that is explained would have said it.
  const init = {
    ...{ method, signal, body: body && JSON.stringify(body) },
    headers: {
      ...headers,
      ...(key && { authorization: `Bearer ${key}` }),
      ...(body && { 'content-type': 'application/json' }),
    },
  };
  const reply = await orSilence(() => fetch(`/admin${path}`, init));
  if (reply.ok) return reply;
  if (reply.status === 401 || reply.status === 403) close(reply.status);
  const { error } = await reply.json().catch(() => ({}));
  throw new Refusal(reply.status, error?.message ?? `The proxy answered ${reply.status}.`);
}

async function orSilence(ask) {
  try {
    return await ask();
  } catch (error) {
    throw new Refusal(0, 'The proxy does not answer.', { cause: error });
  }
}
