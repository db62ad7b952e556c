import { workerData } from 'node:worker_threads';
import { serveWorker } from '../../worker.ts';
import { openVectorTable } from './table.ts';

serveWorker(openVectorTable(workerData));
