/** Which upstream made an object that is stored there, and for whom: a file, a batch, a response, ... */
import { LRUCache } from 'lru-cache';
import { AppError } from '../errors.ts';
import { withOuter } from '../namespace.ts';
import type { Made, Namespace, Origin, OriginRequest, Registry } from '../types.ts';
import { type Bytes, leave } from './bytes.ts';

/** Objects that this process has at hand, those that were met last. */
const AT_HAND = 20_000;
/** How much is looked into of an answer that makes objects, and of one that only mentions them, at its beginning. */
const LOOKED_INTO = { made: 32 * 1024 * 1024, mentioned: 64 * 1024 };
/** The longest piece of an id that can be left over from one chunk to the next. */
const LONGEST = 256;
/** Words of one request that are looked up, should they be ids. */
const MAX_WORDS = 256;

/** What a request names. */
interface Naming {
  /** These are ids. */
  readonly ids: readonly string[];
  /** Among these there may be some. */
  readonly words?: readonly string[];
}

/** What an answer makes. */
interface Making {
  readonly client: Namespace;
  /** What the client itself said: an id that is in there was not made by the answer. */
  readonly said: string;
}

export interface Objects {
  /** Whether the client may name only what is known to have been made for it. */
  isConfined(namespace: Namespace): boolean;
  /**
   * The upstream that made the first of these that is known; `null`: none is.
   * @param asker who reaches for them with our key; `null`: whoever it is has an account of its own. What was made for
   *   another client does not exist for this one, unless it is trusted.
   * @throws AppError(not_found), or AppError(out_of_service) when it cannot be known whose they are
   */
  makerOf(naming: Naming, asker: Namespace | null): Promise<string | null>;
  /** The same body; the ids in it are remembered as that upstream's. At its end they outlive the process. */
  learn(upstream: string, body: Bytes, making?: Making | null): Bytes;
}

interface ObjectsParts {
  readonly registry: Registry;
  readonly onError: (error: unknown) => void;
}

interface ObjectsOptions {
  /** Clients who may name whatever there is. */
  readonly trusted: ReadonlySet<string>;
  /** There are several clients: what is not known to be one's own may be another's. */
  readonly severalClients: boolean;
}

/**
 * As answers have them: `"id": "batch_…"`, `"output_file_id":"file-…"`. The second kind is only mentioned, and so is
 * what a response goes on from; but its container is made with it.
 */
const IDS = /("(?:prompt|conversation)"\s*:\s*\{\s*)?"(\w+_)?id"\s*:\s*"([\w-]{4,128})"/g;
/** A template of prompts is made in the account's own pages, for all who use the account. */
const TEMPLATE = /^pmpt_/;
const LIKE_AN_ID = /^(?=.*[-_\d])[\w-]{4,128}$/;

export function createObjects(
  { registry, onError }: ObjectsParts,
  { trusted, severalClients }: ObjectsOptions,
): Objects {
  const atHand = new LRUCache<string, Made>({ max: AT_HAND });

  function isConfined(namespace: Namespace): boolean {
    return severalClients && !trusted.has(clientOf(namespace));
  }

  async function lookUp({ ids, words = [] }: Naming): Promise<void> {
    const likely = words.filter((word) => LIKE_AN_ID.test(word)).slice(0, MAX_WORDS);
    const unknown = [...new Set([...ids, ...likely])].filter((id) => !atHand.has(id));
    if (unknown.length === 0) return;
    const found = await registry.get(unknown);
    for (const [index, made] of found.entries()) if (made) atHand.set(copied(unknown[index] ?? ''), made);
  }

  function mayName(id: string, client: string, isId: boolean): boolean {
    const made = atHand.get(id);
    if (made && made.client !== null) return made.client === client;
    return !isId || !severalClients || TEMPLATE.test(id);
  }

  /** What is known already keeps its client: whoever names an object later has not made it. */
  async function remember(id: string, made: Made): Promise<void> {
    const before = atHand.get(id);
    atHand.set(copied(id), { maker: made.maker, client: before ? before.client : made.client });
    if (before) return;
    const { client } = await registry.put(copied(id), made);
    atHand.set(copied(id), { maker: made.maker, client });
  }

  return {
    isConfined,

    async makerOf(naming, asker) {
      const { ids, words = [] } = naming;
      try {
        await lookUp(naming);
      } catch (cause) {
        onError(cause);
        if (asker !== null && isConfined(asker) && ids.length > 0) throw unknownNow(cause);
      }
      const client = asker === null ? null : clientOf(asker);
      if (client !== null && !trusted.has(client)) {
        const refused = ids.find((id) => !mayName(id, client, true)) ?? words.find((id) => !mayName(id, client, false));
        if (refused !== undefined) throw new AppError('not_found', `There is no '${refused}'.`);
      }
      for (const id of [...ids, ...words]) {
        const made = atHand.get(id);
        if (made) return made.maker;
      }
      return null;
    },

    learn(upstream, body, making = null) {
      const client = making === null ? null : clientOf(making.client);
      const limit = making === null ? LOOKED_INTO.mentioned : LOOKED_INTO.made;
      const remembering = new Set<Promise<void>>();
      let bytes = 0;
      let text = '';

      function see(chunk: Uint8Array): void {
        if (bytes >= limit) return;
        bytes += chunk.byteLength;
        text += Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
        for (const [, inWhatIsNamed, kind = '', id = ''] of text.matchAll(IDS)) {
          const isMade = !inWhatIsNamed && (kind === '' || kind === 'container_') && !making?.said.includes(id);
          const remembered = remember(id, { maker: upstream, client: isMade ? client : null }).catch(onError);
          remembering.add(remembered);
          void remembered.finally(() => remembering.delete(remembered));
        }
        text = text.slice(-LONGEST);
      }

      return watched(body, see, () => Promise.all(remembering));
    },
  };
}

/** Its own namespace is the outermost of those that are inside it. */
function clientOf(namespace: Namespace): string {
  return withOuter(namespace)[0] ?? namespace;
}

function unknownNow(cause: unknown): AppError {
  const message = 'Whose the objects are that this names cannot be known right now.';
  return new AppError('out_of_service', message, { retryAfter: 1, cause });
}

/** A match is a slice, which would keep all of the text in memory. */
function copied(id: string): string {
  return Buffer.from(id, 'latin1').toString('latin1');
}

/** The same body, seen as it goes by; it ends when that is dealt with. */
function watched(body: Bytes, see: (chunk: Uint8Array) => void, settle: () => Promise<unknown>): Bytes {
  const source = body[Symbol.asyncIterator]();
  const iterator: AsyncIterator<Uint8Array> = {
    async next() {
      const result = await source.next();
      if (result.done) await settle();
      else see(result.value);
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
      const { namespace = null } = asked;
      const ids = asked.refersTo?.() ?? [];
      const maker = ids.length > 0 ? await objects.makerOf({ ids }, namespace) : null;
      const reply = await origin.call({ ...asked, upstream: asked.upstream ?? maker }, signal);
      if (!mayBeStored(asked)) return reply;
      const making = namespace === null ? null : { client: namespace, said: asked.body };
      return { ...reply, body: objects.learn(reply.upstream, reply.body, making) };
    },
  };
}

/** Responses are stored unless the client says no, chat completions only if it says yes. */
function mayBeStored({ endpoint, body }: OriginRequest): boolean {
  if (endpoint === 'responses') return !body.includes('"store":false');
  return endpoint === 'chat.completions' && body.includes('"store":true');
}
