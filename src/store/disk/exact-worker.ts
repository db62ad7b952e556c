import { workerData } from 'node:worker_threads';
import { serveWorker } from '../../worker.ts';
import { openDiskTable } from './exact-table.ts';

serveWorker(openDiskTable(workerData));
