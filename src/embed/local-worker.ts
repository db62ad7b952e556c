import { workerData } from 'node:worker_threads';
import { serveWorker } from '../worker.ts';
import { loadModel, type Model, type ModelFacts, type ModelOptions } from './model.ts';
import { enterNative, type NativeGuard } from './native-guard.ts';

export interface LocalWorkerData {
  readonly model: ModelOptions;
  readonly guard: NativeGuard;
}

/** What the embedding thread serves. ONNX Runtime's `run` holds the thread that calls it for up to 30 ms. */
export type LocalWorker = {
  describe(): ModelFacts;
  embed: Model['embed'];
};

const { model, guard }: LocalWorkerData = workerData;
const { embed, ...facts } = await enterNative(guard, () => loadModel(model));

const worker: LocalWorker = {
  describe: () => facts,
  embed: (text) => enterNative(guard, () => embed(text)),
};
serveWorker(worker);
