/** A real redis-server on a free port, with a folder of its own; and how a suite says that there is none. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { describe } from 'vitest';
import { connectRedis, type RedisConnection } from '../../src/store/redis/connection.ts';

export interface RedisServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** For looking behind the back of what is tested. */
  readonly client: Redis;
  /** Kills it, as a crash would; `start` begins it anew, empty unless it was told to persist. */
  kill(): Promise<void>;
  start(): Promise<void>;
  isRunning(): boolean;
  /** Stops it from answering, its connections left open, until it is told to go on. */
  freeze(): void;
  thaw(): void;
}

const isInstalled = (() => {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** A connection as the program has it, whose errors fail the test. */
export async function connectTo(server: RedisServer): Promise<RedisConnection> {
  const onError = (error: Error) => {
    throw error;
  };
  const connection = connectRedis({ server: server.url, timeout: 5_000, onError });
  await connection.opened();
  return connection;
}

/** Skips the suite, and says why, where there is no redis-server on PATH; with `CI` set it fails there instead. */
export const describeRedis = isInstalled || process.env.CI ? describe : describe.skip;
if (!isInstalled)
  console.warn('no redis-server on PATH: the suites that need one are skipped (with CI set, they fail)');

export async function startRedis(...args: string[]): Promise<RedisServer> {
  const dir = await mkdtemp(join(tmpdir(), 'llm-cache-redis-'));
  const port = await freePort();
  const password = args[args.indexOf('--requirepass') + 1];
  const client = new Redis({
    port,
    lazyConnect: true,
    retryStrategy: () => 20,
    maxRetriesPerRequest: null,
    ...(args.includes('--requirepass') && password !== undefined && { password }),
  });
  client.on('error', () => {});
  let process: ChildProcess;

  const server: RedisServer = {
    url: `redis://127.0.0.1:${port}`,
    port,
    client,
    async start() {
      const fixed = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', '', '--daemonize', 'no'];
      process = spawn('redis-server', [...fixed, ...args], { stdio: 'ignore' });
      const failed = once(process, 'error').then(([error]) => {
        throw error;
      });
      await Promise.race([client.ping(), failed]);
    },
    async kill() {
      const ended = once(process, 'exit');
      process.kill('SIGKILL');
      await ended;
    },
    isRunning: () => process.exitCode === null && process.signalCode === null,
    freeze: () => void process.kill('SIGSTOP'),
    thaw: () => void process.kill('SIGCONT'),
    async [Symbol.asyncDispose]() {
      client.disconnect();
      if (server.isRunning()) await server.kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return address.port;
}
