/** The shipped model, for measuring. Every embedding is kept on disk, so that a second evaluation needs no model. */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLocalEmbedder } from '../src/embed/local.ts';
import { dot } from '../src/embed/vector.ts';

const MODEL = join(import.meta.dirname, '../models/all-MiniLM-L6-v2');
const KEPT = join(import.meta.dirname, '../data/eval');

export interface Embedded {
  /** L2-normalised; empty when the text is not eligible. */
  readonly vector: Float32Array;
  /** The model reads all of it, and knows every token: otherwise it is never matched by meaning. */
  readonly eligible: boolean;
}

export interface Model {
  /** The model's whole words: the vocabulary that the guards know misspellings by. */
  readonly vocabulary: ReadonlySet<string>;
  embed(text: string): Promise<Embedded>;
  close(): Promise<void>;
}

export { dot as cosine };

export async function openModel(): Promise<Model> {
  const embedder = await createLocalEmbedder({ folder: MODEL });
  const kept = openVectors(join(KEPT, `${hash(embedder.id).toString('hex')}.vectors`), embedder.dimensions);
  const signal = new AbortController().signal;
  return {
    vocabulary: embedder.vocabulary,
    async embed(text) {
      const known = kept.get(text);
      if (known) return known;
      const { vector, tokens, unknown } = await embedder.embed(text, signal);
      const embedded = { vector, eligible: tokens <= embedder.window && unknown === 0 && vector.length > 0 };
      kept.add(text, embedded);
      return embedded;
    },
    close: () => embedder.close(),
  };
}

const KEY_BYTES = 16;

/** A file of records: the text's hash, its vector (all zeros: not eligible). */
function openVectors(path: string, dimensions: number) {
  const recordBytes = KEY_BYTES + dimensions * Float32Array.BYTES_PER_ELEMENT;
  mkdirSync(KEPT, { recursive: true });
  const vectors = new Map<string, Embedded>();
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  for (let at = 0; at + recordBytes <= bytes.length; at += recordBytes) {
    const record = new Uint8Array(bytes.subarray(at, at + recordBytes)).slice();
    const vector = new Float32Array(record.buffer, KEY_BYTES);
    vectors.set(bytes.toString('hex', at, at + KEY_BYTES), { vector, eligible: vector.some((value) => value !== 0) });
  }
  return {
    get: (text: string) => vectors.get(hash(text).toString('hex')),
    add(text: string, embedded: Embedded) {
      const key = hash(text);
      vectors.set(key.toString('hex'), embedded);
      const vector = embedded.eligible ? embedded.vector : new Float32Array(dimensions);
      appendFileSync(path, Buffer.concat([key, new Uint8Array(vector.slice().buffer)]));
    },
  };
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest().subarray(0, KEY_BYTES);
}
