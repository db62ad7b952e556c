import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { invalid } from '../../errors.ts';
import type { Ms, VectorIndex } from '../../types.ts';
import { startWorker } from '../../worker.ts';
import { openThread } from '../disk/thread.ts';
import type { VectorTable, VectorTableOptions } from './table.ts';

interface LocalIndexOptions {
  /** DATA_DIR: the folder of the index's file; `null`: in memory only. */
  readonly dir: string | null;
  /** The embedder's id: each has a file of its own, so that vectors of two models never meet. */
  readonly embedder: string;
  readonly dimensions: number;
  /** Beyond it the oldest points go. */
  readonly maxPoints: number;
  /** Bound of the vectors kept in memory, as f32; a scope that is not there is read from the file. */
  readonly maxResidentBytes: number;
  readonly now?: () => Ms;
  /** Told what an operator should know: that a damaged file was set aside. */
  readonly onNotice?: (message: string) => void;
  /** Told what went wrong while nobody waited for it: a thread that ended. */
  readonly onError?: (error: Error) => void;
}

/**
 * The embedded vector index: an exact scan of the scope's vectors, in a thread of its own, kept in SQLite.
 *
 * Points are visible at once and committed together within a second; a removal is committed at once.
 *
 * @throws AppError naming DATA_DIR: owned by another process, or not to be used
 */
export async function openLocalIndex(options: LocalIndexOptions): Promise<VectorIndex> {
  const { dir, embedder, dimensions, maxPoints, maxResidentBytes, now = Date.now, onNotice, onError } = options;
  const file = dir === null ? null : join(dir, fileName(embedder, dimensions));
  const table: VectorTableOptions = { file: file ?? ':memory:', dimensions, maxPoints, maxResidentBytes };
  const thread = await openThread({
    start: (onExit) => startWorker<VectorTable>(import.meta.url, 'local-worker', table, onExit),
    file,
    now,
    onNotice,
    onError,
  });

  function expectVector(vector: Float32Array): void {
    if (vector.length !== dimensions) {
      throw invalid('vector', `A vector of ${vector.length} dimensions; the index of ${embedder} takes ${dimensions}`);
    }
    if (!vector.every(Number.isFinite)) throw invalid('vector', 'A vector holds a value that is not a finite number');
  }

  return {
    hasScope: async (scope) => thread.remote().hasScope(scope),

    async nearest(vector, where, k) {
      expectVector(vector);
      const query = compact(vector);
      return 'scope' in where
        ? thread.remote().nearestInScope(query, where.scope, k, now())
        : thread.remote().nearestInNamespace(query, where.namespace, k, now());
    },

    async add(points) {
      for (const point of points) expectVector(point.vector);
      await thread.remote().add(points.map((point) => ({ ...point, vector: compact(point.vector) })));
    },

    delete: async (keys) => thread.remote().delete(keys),
    get: async (keys) => thread.remote().get(keys, now()),
    clear: async (namespace) => thread.remote().clear(namespace ?? null, now()),
    size: async () => thread.remote().size(now()),
    flush: async () => thread.remote().flush(),
    outage: () => thread.outage(),
    close: () => thread.close(),
  };
}

/** A view would be sent to the thread with its whole buffer. */
function compact(vector: Float32Array): Float32Array {
  return vector.byteLength === vector.buffer.byteLength ? vector : Float32Array.from(vector);
}

/** A name that any file system takes; what had to be replaced in it is told apart by a hash. */
function fileName(embedder: string, dimensions: number): string {
  const plain = embedder.replaceAll(/[^A-Za-z0-9._-]+/g, '-');
  const hash = createHash('sha256').update(embedder).digest('hex').slice(0, 8);
  return `vectors-${plain === embedder ? plain : `${plain}-${hash}`}-${dimensions}.db`;
}
