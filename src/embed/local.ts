import { LRUCache } from 'lru-cache';
import type { Embedder, Embedding, Ms } from '../types.ts';
import { startWorker } from '../worker.ts';
import type { LocalWorker } from './local-worker.ts';
import type { ModelOptions } from './model.ts';
import { createQueue } from './queue.ts';
import { createRevivable } from './thread.ts';

export interface LocalEmbedderOptions {
  /** Holds `tokenizer.json` and `onnx/`. */
  readonly folder: string;
  /** ONNX Runtime's execution provider. Default `cpu`. */
  readonly device?: string;
  /** Different texts that may wait; more are refused. Default 256. */
  readonly queueLimit?: number;
  /** Latest embeddings kept: a question is embedded again when it is stored or asked in another scope. Default 1,000. */
  readonly remembered?: number;
  readonly now?: () => Ms;
}

/** Longest time a text may take before its thread counts as hung. 256 word pieces take 32 ms. */
const HUNG_AFTER: Ms = 30_000;

/** No tokenizer needs so many characters a token, so such a text is past the window without counting. */
const CHARACTERS_PER_TOKEN = 64;

/**
 * Embeds with an ONNX model in a thread of its own, one text at a time.
 *
 * A text longer than the window is not embedded: its vector is empty and its `tokens` exceed `window`. Vectors are
 * shared between callers and must not be changed. Rejects when the folder holds no model that can be loaded.
 */
export async function createLocalEmbedder(options: LocalEmbedderOptions): Promise<Embedder> {
  const { folder, device = 'cpu', queueLimit = 256, remembered = 1_000, now = Date.now } = options;
  let model: ModelOptions = { folder, device };
  const threads = createRevivable(
    (onExit) => startWorker<LocalWorker>(import.meta.url, 'local-worker', model, onExit),
    now,
  );
  const { id, dimensions, window } = await describe();
  model = { folder, device, id };

  const latest = new LRUCache<string, Embedding>({ max: remembered });
  const queue = createQueue(run, queueLimit);
  let startedAt: Ms | null = null;

  async function describe() {
    try {
      return await threads.living().remote.describe();
    } catch (error) {
      throw new Error(`no embedding model can be loaded from ${folder}: ${rootMessage(error)}`, { cause: error });
    }
  }

  async function run(text: string): Promise<Embedding> {
    startedAt = now();
    try {
      const embedding = await threads.living().remote.embed(text);
      threads.prove();
      latest.set(text, embedding);
      return embedding;
    } finally {
      startedAt = null;
    }
  }

  function killWhenHung(): void {
    if (startedAt !== null && now() - startedAt > HUNG_AFTER) {
      threads.kill(new Error(`an embedding took longer than ${HUNG_AFTER} ms`));
    }
  }

  return {
    id,
    dimensions,
    window,
    async embed(text, signal) {
      signal.throwIfAborted();
      if (text.length > window * CHARACTERS_PER_TOKEN) {
        return { vector: new Float32Array(0), tokens: Math.ceil(text.length / CHARACTERS_PER_TOKEN), unknown: 0 };
      }
      killWhenHung();
      return latest.get(text) ?? (await queue.add(text, signal));
    },
    close: () => threads.close(),
  };
}

/** The message of the first cause: a thread that ended says only that it did. */
function rootMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : rootMessage(error.cause);
}
