import { workerData } from 'node:worker_threads';
import { serveWorker } from '../worker.ts';
import { openVectorTable } from './vector-table.ts';

serveWorker(openVectorTable(workerData));
