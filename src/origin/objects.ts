/** Which upstream made an object that is stored there, and for whom: a file, a batch, a response, ... */
import { LRUCache } from 'lru-cache';
import { AppError } from '../errors.ts';
import { withOuter } from '../namespace.ts';
import type { Namespace, Origin, OriginRequest } from '../types.ts';
import { type Bytes, leave } from './bytes.ts';

/** Objects that are remembered, those that were met last. */
const REMEMBERED = 20_000;
/** How much of an answer is looked into; what an object is called stands at its beginning. */
const LOOKED_INTO = 64 * 1024;
/** The longest piece of an id that can be left over from one chunk to the next. */
const LONGEST = 256;

export interface Objects {
  /** Of the first of these ids that is known. */
  makerOf(ids: Iterable<string>): string | null;
  /**
   * Whether they may be named there: one that is known to have been made for another client does not exist for this
   * one, unless it is trusted.
   * @throws AppError(not_found)
   */
  check(ids: Iterable<string>, namespace: Namespace): void;
  /**
   * The same body; the ids in its beginning are remembered as that upstream's.
   * @param madeFor whose the objects are that this answer makes; without it, it makes none
   */
  learn(upstream: string, body: Bytes, madeFor?: Namespace | null): Bytes;
}

interface Known {
  readonly maker: string;
  /** `null`: it is not known who had it made. */
  readonly client: string | null;
}

/**
 * As answers have them: `"id": "batch_…"`, `"output_file_id":"file-…"`. The second kind is only mentioned, and so is
 * what a response goes on from.
 */
const IDS = /("(?:prompt|conversation)"\s*:\s*\{\s*)?"(\w+_)?id"\s*:\s*"([\w-]{4,128})"/g;

/** @param trusted clients who may name whatever there is */
export function createObjects(trusted: ReadonlySet<string> = new Set()): Objects {
  const known = new LRUCache<string, Known>({ max: REMEMBERED });

  /** What is known already keeps its client: whoever names an object later has not made it. */
  function remember(id: string, maker: string, client: string | null): void {
    const before = known.get(id);
    known.set(before ? id : copied(id), { maker, client: before ? before.client : client });
  }

  return {
    makerOf(ids) {
      for (const id of ids) {
        const maker = known.get(id)?.maker;
        if (maker !== undefined) return maker;
      }
      return null;
    },
    check(ids, namespace) {
      const client = clientOf(namespace);
      if (trusted.has(client)) return;
      for (const id of ids) {
        const theirs = known.get(id)?.client ?? client;
        if (theirs !== client) throw new AppError('not_found', `There is no '${id}'.`);
      }
    },
    learn(upstream, body, madeFor = null) {
      const client = madeFor === null ? null : clientOf(madeFor);
      let bytes = 0;
      let text = '';
      return watched(body, (chunk) => {
        if (bytes >= LOOKED_INTO) return;
        bytes += chunk.byteLength;
        text += Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
        for (const [, inWhatIsNamed, isMention, id = ''] of text.matchAll(IDS)) {
          remember(id, upstream, inWhatIsNamed || isMention ? null : client);
        }
        text = text.slice(-LONGEST);
      });
    },
  };
}

/** Its own namespace is the outermost of those that are inside it. */
function clientOf(namespace: Namespace): string {
  return withOuter(namespace)[0] ?? namespace;
}

/** A match is a slice, which would keep all of the text in memory. */
function copied(id: string): string {
  return Buffer.from(id, 'latin1').toString('latin1');
}

/** The same body, seen as it goes by. */
function watched(body: Bytes, see: (chunk: Uint8Array) => void): Bytes {
  const source = body[Symbol.asyncIterator]();
  const iterator: AsyncIterator<Uint8Array> = {
    async next() {
      const result = await source.next();
      if (!result.done) see(result.value);
      return result;
    },
    return: () => leave(source),
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

/** The same upstreams: an answer that is stored there is remembered, and what names it goes to who made it. */
export function rememberingOrigin<T extends Origin>(origin: T, objects: Objects): T {
  return {
    ...origin,
    async call(asked, signal) {
      const named = asked.refersTo?.() ?? [];
      if (asked.namespace !== undefined) objects.check(named, asked.namespace);
      const upstream = asked.upstream ?? objects.makerOf(named);
      const reply = await origin.call({ ...asked, upstream }, signal);
      if (!mayBeStored(asked)) return reply;
      return { ...reply, body: objects.learn(reply.upstream, reply.body, asked.namespace ?? null) };
    },
  };
}

/** Responses are stored unless the client says no, chat completions only if it says yes. */
function mayBeStored({ endpoint, body }: OriginRequest): boolean {
  if (endpoint === 'responses') return !body.includes('"store":false');
  return endpoint === 'chat.completions' && body.includes('"store":true');
}
