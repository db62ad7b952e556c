import { workerData } from 'node:worker_threads';
import { serveWorker } from '../../worker.ts';
import { openRegistryTable } from './registry-table.ts';

serveWorker(openRegistryTable(workerData));
