/** Requests that are passed through to an upstream, as they are. */
import { Readable } from 'node:stream';
import { AppError, invalid } from '../errors.ts';
import type { Forward, ForwardReply, ForwardRequest } from '../types.ts';
import { parseJson } from '../wire/json.ts';
import { referencesIn } from '../wire/references.ts';
import { leave, whenOver } from './bytes.ts';
import { bytesOf, type Connections, credentials, send, urlOf, whyRefused } from './call.ts';
import { candidates, nameAt, servers, type Upstream } from './catalogue.ts';
import { forwardedHeaders, returnedHeaders } from './headers.ts';
import type { Limit } from './limit.ts';
import type { Objects } from './objects.ts';
import { type Peeked, peek } from './peek.ts';
import { renameModel } from './rename.ts';

interface ForwardParts {
  readonly connections: Connections;
  readonly limit: Limit;
  readonly objects: Objects;
  readonly resolveModel: (model: string) => string;
}

/**
 * How much of a body is held to see what it names. The official SDK for Node sends the fields of a form in the order in
 * which they were given, and its examples give the file first: this is a minute of speech. Of one who may not name all
 * that there is, a JSON body is held whole.
 */
const HELD_BYTES = { free: 1024 * 1024, confined: 32 * 1024 * 1024 };
const TOO_LARGE = `A JSON body here may be at most ${HELD_BYTES.confined} bytes long.`;

/**
 * Passes requests through: to who made the object that they are about; else to who offers the model that they name;
 * else to the first that serves the route. One that does not have it (404, 405) is no answer while another may, as long
 * as the body can be sent again. Nothing else is tried twice, and an upstream's errors are handed on, but for its
 * refusal of our key.
 */
export function createForward(
  upstreams: readonly Upstream[],
  { connections, limit, objects, resolveModel }: ForwardParts,
): Forward {
  return async function forward(asked, signal) {
    const isConfined = asked.key === null && objects.isConfined(asked.namespace);
    const peeked = await peek(asked, isConfined ? HELD_BYTES.confined : HELD_BYTES.free);
    if (isConfined && peeked.isCutJson) throw new AppError('body_too_large', TOO_LARGE);
    const model = peeked.model === null ? null : resolveModel(peeked.model);
    const choices = await choose(asked, peeked, model);
    const end = await limit.enter(signal);
    try {
      const reply = await walk(choices, (upstream) => call(upstream, asked, rename(peeked, upstream, model), signal));
      // What is made with a key of the client's own is in its own account; who is confined only uses what keeps nothing.
      const isMaking = asked.method === 'POST' && asked.key === null && !isConfined;
      const said = `${asked.target} ${Buffer.isBuffer(peeked.body) ? peeked.body.toString('latin1') : ''}`;
      const making = isMaking ? { client: asked.namespace, said } : null;
      const body = whenOver(objects.learn(reply.upstream, reply.body, making), () => end());
      return { ...reply, model: model ?? '', body };
    } catch (error) {
      end();
      throw error;
    }
  };

  /** Whom to ask, in order. */
  async function choose(
    { namespace, route, target, upstream: only, key }: ForwardRequest,
    { json, body }: Peeked,
    model: string | null,
  ) {
    const all = model === null ? servers(upstreams, route, only) : candidates(upstreams, route, model, only);
    if (key !== null && all.length > 1) {
      const names = all.map(({ name }) => name).join(', ');
      throw invalid('x-upstream', `x-upstream-key needs x-upstream, which says whose key it is: ${names}.`);
    }
    const words = [...target.split(/[/?&=]/), ...(json === null ? [] : wordsOf(json))];
    const isRead = key === null && objects.isConfined(namespace) && json !== null && Buffer.isBuffer(body);
    const ids = isRead ? referencesIn(parseJson(body)) : [];
    const maker = await objects.makerOf({ ids, words }, key === null ? namespace : null);
    const made = all.filter(({ name }) => name === maker);
    if (made.length > 0) return made;
    return body === null || Buffer.isBuffer(body) ? all : all.slice(0, 1);
  }

  async function call(
    upstream: Upstream,
    { method, target, headers, key }: ForwardRequest,
    body: Peeked['body'],
    signal: AbortSignal,
  ): Promise<Omit<ForwardReply, 'model'>> {
    const { 'content-length': length, ...others } = forwardedHeaders(headers, key !== null);
    const isStreamed = body !== null && !Buffer.isBuffer(body);
    const sent = {
      method,
      headers: {
        ...others,
        ...(isStreamed && length !== undefined && { 'content-length': length }),
        'accept-encoding': 'identity',
        ...credentials(key === null ? upstream : { ...upstream, apiKey: key }),
      },
      body: isStreamed ? Readable.from(body, { objectMode: false }) : body,
    };
    const answered = await send(connections, upstream, urlOf(upstream, target), sent, signal);
    const bytes = bytesOf(upstream, answered.body, signal);
    const refused = whyUnusable(upstream, answered.statusCode, key !== null);
    if (refused) {
      await leave(bytes[Symbol.asyncIterator]());
      throw refused;
    }
    const { statusCode: status } = answered;
    return { upstream: upstream.name, status, headers: returnedHeaders(answered.headers), body: bytes };
  }
}

/** What the first of them answers that has it; what the last one answers, when none has. */
async function walk<T extends Pick<ForwardReply, 'status' | 'body'>>(
  choices: readonly Upstream[],
  call: (upstream: Upstream) => Promise<T>,
): Promise<T> {
  const [first, ...others] = choices;
  const reply = await call(first as Upstream);
  if (others.length === 0 || (reply.status !== 404 && reply.status !== 405)) return reply;
  await leave(reply.body[Symbol.asyncIterator]());
  return walk(others, call);
}

/** The body under the upstream's own name for the model, where it is JSON and all there; as it is otherwise. */
function rename({ model: named, isJson, body }: Peeked, upstream: Upstream, model: string | null): Peeked['body'] {
  if (model === null || !isJson || !Buffer.isBuffer(body)) return body;
  const name = nameAt(upstream, model);
  return name === named ? body : Buffer.from(renameModel(body.toString(), name));
}

/** With a key of its own, a client may see that it is refused. A redirect is followed by nobody: 304 is none. */
function whyUnusable(upstream: Upstream, status: number, ownKey: boolean): AppError | null {
  const isForClient = status === 304 || (ownKey && (status === 401 || status === 403));
  return isForClient ? null : whyRefused(upstream, status);
}

/** What may be ids. */
function wordsOf(json: string): string[] {
  return Array.from(json.matchAll(/"([\w-]{4,128})"/g), ([, word = '']) => word);
}
