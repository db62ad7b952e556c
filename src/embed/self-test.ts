import type { Embedder, Embedding, Ms } from '../types.ts';
import { dot } from './vector.ts';

/** Published with the model: cosines 0.6660 for the first two, 0.1046 and 0.1411 for either with the third. */
const SENTENCES = ['The weather is lovely today.', "It's so sunny outside!", 'He drove to the stadium.'] as const;

const TIMEOUT: Ms = 30_000;

/**
 * Finds an embedder that is broken: the wrong dimension, no numbers, not normalised, the same vector for everything,
 * or a meaning that is none. Rejects with a sentence that says what is wrong.
 */
export async function selfTest(embedder: Embedder): Promise<void> {
  const signal = AbortSignal.timeout(TIMEOUT);
  const [sun, summer, stadium] = await Promise.all(SENTENCES.map((text) => embedder.embed(text, signal)));
  if (!sun || !summer || !stadium) return;
  for (const embedding of [sun, summer, stadium]) assertSound(embedding, embedder);

  const similar = dot(sun.vector, summer.vector);
  const unrelated = Math.max(dot(sun.vector, stadium.vector), dot(summer.vector, stadium.vector));
  if (Math.min(similar, unrelated) > 0.9999) fail(embedder, 'gives different texts the same vector');
  if (similar <= unrelated) {
    fail(embedder, `finds unrelated texts nearer (${unrelated.toFixed(2)}) than similar ones (${similar.toFixed(2)})`);
  }
}

function assertSound({ vector, tokens }: Embedding, embedder: Embedder): void {
  const { dimensions, window } = embedder;
  if (vector.length !== dimensions) fail(embedder, `gives ${vector.length} dimensions instead of ${dimensions}`);
  if (!vector.every(Number.isFinite)) fail(embedder, 'gives vectors that are not all numbers');
  const norm = Math.sqrt(dot(vector, vector));
  if (Math.abs(norm - 1) > 1e-3) fail(embedder, `gives vectors of length ${norm.toFixed(3)} instead of 1`);
  if (!(tokens > 0 && tokens <= window)) fail(embedder, `counts ${tokens} tokens in a short sentence`);
}

function fail({ id }: Embedder, fault: string): never {
  throw new Error(`the embedding model ${id} is broken: it ${fault}`);
}
