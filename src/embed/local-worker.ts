import { workerData } from 'node:worker_threads';
import { serveWorker } from '../worker.ts';
import { loadModel, type Model, type ModelFacts } from './model.ts';

/** What the embedding thread serves. ONNX Runtime's `run` holds the thread that calls it for up to 30 ms. */
export type LocalWorker = {
  describe(): ModelFacts;
  embed: Model['embed'];
};

const { embed, id, dimensions, window } = await loadModel(workerData);

const worker: LocalWorker = { describe: () => ({ id, dimensions, window }), embed };
serveWorker(worker);
