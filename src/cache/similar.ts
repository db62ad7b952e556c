import { OutOfService } from '../breaker.ts';
import { invalid } from '../errors.ts';
import { withOuter } from '../namespace.ts';
import type { Catalogue, Embedder, Embedding, Key, Ms, Namespace, VectorIndex } from '../types.ts';

/** Points asked for at first; as long as all are near enough, more of them. */
const FIRST = 128;
const MORE = 8;
const EMBED_TIMEOUT: Ms = 5_000;

/** Keys of the entries whose question is at least so near to a text, in a namespace and those inside it, or in all. */
export type FindSimilar = (text: string, threshold: number, namespace?: Namespace) => Promise<readonly Key[]>;

interface SimilarParts {
  readonly catalogue: Pick<Catalogue, 'namespaces'>;
  /** `null`: the semantic tier is off. */
  readonly semantic: () => { readonly embedder: Embedder; readonly index: VectorIndex } | null;
}

/** @throws AppError(invalid_request) naming `similar_to`: nothing can be compared, or not with this text */
export function createFindSimilar({ catalogue, semantic }: SimilarParts): FindSimilar {
  return async function findSimilar(text, threshold, namespace) {
    const tier = semantic();
    if (!tier) throw invalid('similar_to', 'similar_to: needs the semantic tier, which is off');
    const { embedder, index } = tier;
    const { vector, tokens, unknown } = await embed(embedder, text);
    if (tokens > embedder.window) {
      throw invalid('similar_to', `similar_to: the text has ${tokens} tokens; the model reads ${embedder.window}`);
    }
    if (unknown > 0) throw invalid('similar_to', 'similar_to: the model does not know all words of the text');
    const outermost = new Set((await catalogue.namespaces()).map((one) => withOuter(one)[0] ?? one));
    const keys: Key[] = [];
    for (const one of namespace === undefined ? outermost : [namespace]) {
      keys.push(...(await findIn(index, vector, threshold, one)));
    }
    return keys;
  };
}

async function embed(embedder: Embedder, text: string): Promise<Embedding> {
  try {
    return await embedder.embed(text, AbortSignal.timeout(EMBED_TIMEOUT));
  } catch (cause) {
    throw new OutOfService('The embedding model gives no answer', { cause });
  }
}

async function findIn(index: VectorIndex, vector: Float32Array, threshold: number, namespace: Namespace) {
  for (let k = FIRST; ; k *= MORE) {
    const found = await index.nearest(vector, { namespace }, k);
    const near = found.filter(({ similarity }) => similarity >= threshold);
    if (near.length < k) return near.map(({ key }) => key);
  }
}
