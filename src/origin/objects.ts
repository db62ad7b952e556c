/** Which upstream made an object that is stored there: a file, a batch, a response, ... */
import { LRUCache } from 'lru-cache';
import type { Origin, OriginRequest } from '../types.ts';
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
  /** The same body; the ids in its beginning are remembered as that upstream's. */
  learn(upstream: string, body: Bytes): Bytes;
}

/** As answers have them: `"id": "batch_…"`, `"output_file_id":"file-…"`. */
const IDS = /"(?:\w+_)?id"\s*:\s*"([\w-]{4,128})"/g;

export function createObjects(): Objects {
  const makers = new LRUCache<string, string>({ max: REMEMBERED });

  return {
    makerOf(ids) {
      for (const id of ids) {
        const maker = makers.get(id);
        if (maker !== undefined) return maker;
      }
      return null;
    },
    learn(upstream, body) {
      let bytes = 0;
      let text = '';
      return watched(body, (chunk) => {
        if (bytes >= LOOKED_INTO) return;
        bytes += chunk.byteLength;
        text += Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
        for (const [, id = ''] of text.matchAll(IDS)) makers.set(copied(id), upstream);
        text = text.slice(-LONGEST);
      });
    },
  };
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

/** What a request goes on from, as it is written by `JSON.stringify`. */
const GOES_ON = /"(?:previous_response_id|conversation)":(?:\{"id":)?"([\w-]{4,128})"/g;

/** The same upstreams: an answer that is stored there is remembered, and what goes on from it goes to who made it. */
export function rememberingOrigin<T extends Origin>(origin: T, objects: Objects): T {
  return {
    ...origin,
    async call(asked, signal) {
      const upstream = asked.upstream ?? objects.makerOf(goesOnFrom(asked));
      const reply = await origin.call({ ...asked, upstream }, signal);
      return mayBeStored(asked) ? { ...reply, body: objects.learn(reply.upstream, reply.body) } : reply;
    },
  };
}

function* goesOnFrom({ endpoint, body }: OriginRequest): Generator<string> {
  if (endpoint !== 'responses') return;
  for (const [, id = ''] of body.matchAll(GOES_ON)) yield id;
}

/** Responses are stored unless the client says no, chat completions only if it says yes. */
function mayBeStored({ endpoint, body }: OriginRequest): boolean {
  if (endpoint === 'responses') return !body.includes('"store":false');
  return endpoint === 'chat.completions' && body.includes('"store":true');
}
