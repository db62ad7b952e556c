import { LRUCache } from 'lru-cache';
import { invalid } from '../errors.ts';
import type { Embedder, Embedding } from '../types.ts';

/** Vectors that callers brought along are needed until their question is searched and stored. */
const KEPT = 1_000;
/** A text's tokens where nobody counts them: four characters each, as of most tokenizers in English. */
const CHARACTERS_PER_TOKEN = 4;
const WINDOW = 512;

/** An embedding model of the program's own. */
export interface OwnEmbedder {
  /** Names the model: vectors of two models never meet. */
  readonly id: string;
  readonly dimensions: number;
  /** Tokens that the model reads, at some four characters each; longer questions are exact only. Default: 512. */
  readonly window?: number | undefined;
  /** Of any length: it is normalised. */
  embed(text: string, signal: AbortSignal): Promise<ArrayLike<number>> | ArrayLike<number>;
  close?(): Promise<void>;
}

/** Embeddings that callers bring along with their questions. */
export interface Given {
  /** @throws AppError(invalid_request) naming `embedding`, when it is not one of this model */
  add(question: string, vector: ArrayLike<number>): void;
}

/** The port that the semantic tier asks, before a model of the program's own. */
export function toEmbedder(own: OwnEmbedder): Embedder {
  const { id, dimensions, window = WINDOW } = own;
  if (typeof id !== 'string' || id === '' || !Number.isInteger(dimensions) || dimensions < 1) {
    throw invalid('embedder', 'embedder: takes {id, dimensions, embed}');
  }
  return {
    id,
    dimensions,
    window,
    vocabulary: new Set(),
    embed: async (text, signal) => ({ ...toEmbedding(await own.embed(text, signal), own), ...countTokens(text) }),
    close: async () => own.close?.(),
  };
}

/** An embedder that does not embed what it was given, and where to give it. */
export function createGiven(embedder: Embedder): { readonly embedder: Embedder; readonly given: Given } {
  const known = new LRUCache<string, Embedding>({ max: KEPT });
  return {
    embedder: {
      ...embedder,
      embed: async (text, signal) => known.get(text) ?? embedder.embed(text, signal),
    },
    given: {
      add(question, vector) {
        known.set(question, { ...toEmbedding(vector, embedder), ...countTokens(question) });
      },
    },
  };
}

function toEmbedding(values: ArrayLike<number>, { id, dimensions }: Pick<Embedder, 'id' | 'dimensions'>) {
  const vector = Float32Array.from(values);
  const length = Math.hypot(...vector);
  if (vector.length !== dimensions || !Number.isFinite(length) || length === 0) {
    throw invalid('embedding', `embedding: got ${vector.length} numbers, takes the ${dimensions} of ${id}`);
  }
  return { vector: vector.map((value) => value / length) };
}

function countTokens(text: string) {
  return { tokens: Math.ceil(text.length / CHARACTERS_PER_TOKEN) + 2, unknown: 0 };
}
