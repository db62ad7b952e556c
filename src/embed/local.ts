import { LRUCache } from 'lru-cache';
import type { Embedder, Embedding, Ms } from '../types.ts';
import { startWorker } from '../worker.ts';
import type { LocalWorker, LocalWorkerData } from './local-worker.ts';
import type { ModelOptions } from './model.ts';
import { guardExit } from './native-guard.ts';
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
  // ONNX Runtime reports usage to its maker unless told not to, and reads that once, from the process' own environment.
  process.env.ORT_DISABLE_TELEMETRY ??= '1';
  let model: ModelOptions = { folder, device };
  const exit = guardExit();
  const workerData = (): LocalWorkerData => ({ model, guard: exit.guard });
  const threads = createRevivable(
    (onExit) => startWorker<LocalWorker>(import.meta.url, 'local-worker', workerData(), onExit),
    now,
  );
  const { id, dimensions, window, vocabulary } = await describe();
  model = { folder, device, id };

  const latest = new LRUCache<string, Embedding>({ max: remembered });
  const queue = createQueue(run, queueLimit);

  async function describe() {
    try {
      return await threads.living().remote.describe();
    } catch (error) {
      exit.release();
      throw new Error(`no embedding model can be loaded from ${folder}: ${reasonOf(error)}`, { cause: error });
    }
  }

  async function run(text: string): Promise<Embedding> {
    const embedding = await threads.living().remote.embed(text);
    threads.prove();
    latest.set(text, embedding);
    return embedding;
  }

  return {
    id,
    dimensions,
    window,
    vocabulary,
    async embed(text, signal) {
      signal.throwIfAborted();
      if (text.length > window * CHARACTERS_PER_TOKEN) {
        return { vector: new Float32Array(0), tokens: Math.ceil(text.length / CHARACTERS_PER_TOKEN), unknown: 0 };
      }
      return latest.get(text) ?? (await queue.add(text, signal));
    },
    /** What runs is finished first: see native-guard.ts. */
    async close() {
      await queue.close();
      await threads.close();
      exit.release();
    },
  };
}

/** A thread that ended says only that it did; its cause says why. */
function reasonOf(error: unknown): string {
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return reason instanceof Error ? reason.message : String(reason);
}
