/** A redis-server to do without: for the soak and the bench of faults. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** A real redis-server on a free port; `null` where there is none. */
export async function startRedis(): Promise<{ process: ChildProcess; url: string } | null> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  probe.close();
  await once(probe, 'close');
  const redis = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', ''], {
    stdio: 'ignore',
  });
  // A program that is not there is an error, not an exit.
  const started = await Promise.race([once(redis, 'error').then(() => false), once(redis, 'spawn').then(() => true)]);
  return started ? { process: redis, url: `redis://127.0.0.1:${port}` } : null;
}
