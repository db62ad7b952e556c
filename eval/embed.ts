/**
 * The shipped model, for measuring: one text a run (an int8 model's vectors depend on the batch), and every vector kept
 * on disk, so that a second evaluation needs no model.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const MODEL = join(import.meta.dirname, '../models/all-MiniLM-L6-v2');
const KEPT = join(import.meta.dirname, '../data/eval');
const DIMENSIONS = 384;
const WINDOW = 256;
const KEY_BYTES = 16;
const RECORD_BYTES = KEY_BYTES + DIMENSIONS * Float32Array.BYTES_PER_ELEMENT;

export interface Model {
  /** The model's whole words: the vocabulary that the guards know misspellings by. */
  readonly vocabulary: ReadonlySet<string>;
  /** L2-normalised vectors, one for each text. */
  embed(texts: readonly string[]): Promise<readonly Float32Array[]>;
  /** Whether the model reads the whole text: longer ones are never matched by meaning. */
  fits(text: string): boolean;
}

export async function openModel(): Promise<Model> {
  const tokenizer = new Tokenizer(readJson('tokenizer.json'), readJson('tokenizer_config.json'));
  const kept = openVectors(join(KEPT, `vectors-${hash(readFileSync(join(MODEL, 'onnx/model_quantized.onnx')))}.bin`));
  let session: InferenceSession | undefined;

  async function vectorOf(text: string): Promise<Float32Array> {
    const known = kept.get(text);
    if (known) return known;
    session ??= await InferenceSession.create(join(MODEL, 'onnx/model_quantized.onnx'), { intraOpNumThreads: 1 });
    const vector = await run(session, tokenizer.encode(text).ids.slice(0, WINDOW));
    kept.add(text, vector);
    return vector;
  }

  return {
    vocabulary: new Set([...tokenizer.get_vocab().keys()].filter((piece) => /^[a-z]+$/.test(piece))),
    async embed(texts) {
      const vectors: Float32Array[] = [];
      for (const text of texts) vectors.push(await vectorOf(text));
      return vectors;
    },
    fits: (text) => tokenizer.encode(text).ids.length <= WINDOW,
  };
}

/** Of two L2-normalised vectors. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

async function run(session: InferenceSession, ids: readonly number[]): Promise<Float32Array> {
  const row = (values: readonly number[]) => new Tensor('int64', BigInt64Array.from(values, BigInt), [1, ids.length]);
  const output = await session.run({
    input_ids: row(ids),
    attention_mask: row(ids.map(() => 1)),
    token_type_ids: row(ids.map(() => 0)),
  });
  const states = output.last_hidden_state?.data;
  if (!(states instanceof Float32Array)) throw new Error('the model gave no last_hidden_state');
  return meanNormalised(states, ids.length);
}

function meanNormalised(states: Float32Array, tokens: number): Float32Array {
  const mean = new Float32Array(DIMENSIONS);
  for (let i = 0; i < tokens * DIMENSIONS; i++) mean[i % DIMENSIONS] = (mean[i % DIMENSIONS] ?? 0) + (states[i] ?? 0);
  const norm = Math.hypot(...mean);
  return mean.map((value) => value / norm);
}

/** A file of records: 16 bytes of the text's hash, then its vector. */
function openVectors(path: string) {
  mkdirSync(KEPT, { recursive: true });
  const vectors = new Map<string, Float32Array>();
  if (existsSync(path)) {
    const bytes = readFileSync(path);
    for (let at = 0; at + RECORD_BYTES <= bytes.length; at += RECORD_BYTES) {
      const vector = Uint8Array.prototype.slice.call(bytes, at + KEY_BYTES, at + RECORD_BYTES);
      vectors.set(bytes.toString('hex', at, at + KEY_BYTES), new Float32Array(vector.buffer));
    }
  }
  return {
    get: (text: string) => vectors.get(hash(text)),
    add(text: string, vector: Float32Array) {
      vectors.set(hash(text), vector);
      appendFileSync(path, Buffer.concat([Buffer.from(hash(text), 'hex'), Buffer.from(vector.buffer)]));
    },
  };
}

function hash(content: string | Uint8Array): string {
  return createHash('sha256')
    .update(content)
    .digest('hex')
    .slice(0, KEY_BYTES * 2);
}

function readJson(name: string): object {
  return JSON.parse(readFileSync(join(MODEL, name), 'utf8'));
}
