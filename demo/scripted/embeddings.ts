/** Scripted embeddings: unit vectors that depend on the input alone. */
import { createHash } from 'node:crypto';
import type { CreateEmbeddingResponse, EmbeddingCreateParams } from 'openai/resources/embeddings';
import type { Answer } from './answer.ts';
import { countTokens } from './words.ts';

export function answerEmbeddings(body: EmbeddingCreateParams): Answer {
  const inputs: readonly unknown[] = isTokenList(body.input) || !Array.isArray(body.input) ? [body.input] : body.input;
  const vectors = inputs.map((input) => vectorFor(JSON.stringify(input), lengthOf(body)));
  const tokens = countTokens(inputs.map((input) => JSON.stringify(input)).join(' '));
  const whole = (): CreateEmbeddingResponse => ({
    object: 'list',
    data: vectors.map((vector, index) => {
      const base64 = Buffer.from(vector.buffer).toString('base64');
      // The API's type knows only numbers, though the official SDKs ask for base64.
      const embedding = body.encoding_format === 'base64' ? (base64 as unknown as number[]) : [...vector];
      return { object: 'embedding', index, embedding };
    }),
    model: body.model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  });
  return { whole, events: () => [] };
}

const MOST = 4_096;

/** Whatever was asked for: nobody has validated it. */
function lengthOf({ dimensions }: EmbeddingCreateParams): number {
  return typeof dimensions === 'number' && dimensions >= 1 ? Math.min(Math.floor(dimensions), MOST) : 8;
}

const isTokenList = (input: EmbeddingCreateParams['input']): boolean =>
  Array.isArray(input) && typeof input[0] === 'number';

/** A unit vector that depends on nothing but the text. */
function vectorFor(text: string, dimensions: number): Float32Array {
  const values = Float32Array.from({ length: dimensions }, (_, at) => {
    const digest = createHash('sha256').update(`${at} ${text}`).digest();
    return digest.readInt32LE(0) / 2 ** 31;
  });
  const norm = Math.hypot(...values);
  return values.map((value) => value / norm);
}
