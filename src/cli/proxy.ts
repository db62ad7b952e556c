/** The running proxy that the commands ask, over HTTP. */
import type { Readable } from 'node:stream';
import { json, text } from 'node:stream/consumers';
import { Agent, type Dispatcher, request } from 'undici';
import { Failure, reasonOf, UsageError } from './failure.ts';

export interface RunningProxy {
  /** Without a slash at the end. */
  readonly url: string;
  /** Rejects with Failure, as all of them do, unless the answer is a 2xx. */
  get<T>(path: string, query?: Query): Promise<T>;
  post<T>(path: string, body: object, sent?: Pick<Sent, 'headers' | 'query'>): Promise<T>;
  /** Sent as it is read. */
  upload<T>(path: string, body: Readable): Promise<T>;
  /** An answer too large to be held. */
  open(path: string, sent: Sent): Promise<Readable>;
  close(): Promise<void>;
}

/** What is `undefined` is left out. */
export type Query = Readonly<Record<string, string | undefined>>;

interface Sent {
  readonly method: 'GET' | 'POST';
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Readable;
}

interface Address {
  readonly url?: string | undefined;
  readonly 'admin-key'?: string | undefined;
}

const DEFAULT_URL = 'http://127.0.0.1:3000';

/**
 * Connects to nothing yet.
 * @throws UsageError when the URL is none
 */
export function connectTo({ url: given, 'admin-key': key = process.env.ADMIN_API_KEY }: Address): RunningProxy {
  const url = readUrl(given ?? (process.env.LLM_CACHE_URL || DEFAULT_URL));
  // An import is long in being answered, and a warming silent while an upstream thinks: how long is the user's to judge.
  const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 });

  async function open(path: string, { method, query = {}, headers = {}, body }: Sent): Promise<Readable> {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, value);
    const answer = await request(`${url}${path}${search.size > 0 ? `?${search}` : ''}`, {
      dispatcher,
      method,
      headers: { ...headers, ...(key && { authorization: `Bearer ${key}` }) },
      body: body ?? null,
    }).catch((error: unknown) => {
      throw new Failure(`No proxy answers at ${url} (${reasonOf(error)}). Start one, or say where it is with --url.`);
    });
    if (answer.statusCode < 300) return answer.body;
    throw new Failure(`${url}${path} answered ${answer.statusCode}: ${await complaint(answer)}`);
  }

  // These are this project's own routes: their types are the contract.
  return {
    url,
    open,
    get: async <T>(path: string, query: Query = {}) => (await read(open(path, { method: 'GET', query }))) as T,
    post: async <T>(path: string, body: object, { headers, ...sent }: Pick<Sent, 'headers' | 'query'> = {}) => {
      const json = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } } as const;
      return (await read(open(path, { ...sent, ...json, body: JSON.stringify(body) }))) as T;
    },
    upload: async <T>(path: string, body: Readable) => (await read(open(path, { method: 'POST', body }))) as T,
    close: () => dispatcher.destroy(),
  };
}

/** With or without the `/v1` that SDKs want. */
function readUrl(given: string): string {
  const url = URL.parse(given);
  if (!url || !/^https?:$/.test(url.protocol)) throw new UsageError(`--url: got '${given}', takes an http:// address.`);
  return `${url.origin}${url.pathname.replace(/(\/v1)?\/*$/, '')}`;
}

async function read(answer: Promise<Readable>): Promise<unknown> {
  const body = await answer;
  try {
    return await json(body);
  } catch (error) {
    throw new Failure(`The answer cannot be read (${reasonOf(error)}): is this llm-cache-proxy?`);
  }
}

async function complaint({ body }: Dispatcher.ResponseData): Promise<string> {
  const said = await text(body);
  try {
    return String(JSON.parse(said).error.message);
  } catch {
    // Not in this proxy's words: another server, or a gateway before it.
    return said.trim().slice(0, 200) || 'nothing more';
  }
}
