/**
 * `node bench/faults.ts`: what requests cost when Redis is paused under 200 of them a second, half of them new, with nothing
 * in memory: before, in the first second of a pause, in the rest of it, and after.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { scriptedOnly, startProxy } from '../demo/proxy.ts';
import { startRedis } from '../demo/redis.ts';
import { startUpstream } from '../demo/upstream.ts';
import { milliseconds, percentile, table } from '../src/cli/table.ts';
import { chat } from './questions.ts';

const PER_SECOND = 200;
const TICK_MS = 5;
const KNOWN = 50;
const ROUNDS = 5;

async function main(): Promise<void> {
  const redis = await startRedis();
  if (!redis) throw new Error('no redis-server on PATH');
  const upstream = await startUpstream({ keep: 0 });
  const env = { REDIS_URL: redis.url, SEMANTIC_MODE: 'off', CACHE_MEMORY_MB: '0' };
  const proxy = await startProxy({ ...scriptedOnly(upstream.url), ...env });
  const latencies = new Map<string, number[]>();
  const underWay = new Set<Promise<void>>();
  let asked = 0;
  let failed = 0;

  async function ask(question: string, values: number[]): Promise<void> {
    const begun = performance.now();
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${proxy.url}/v1/chat/completions`, { method: 'POST', headers, body: chat(question) });
    await response.text();
    if (response.status !== 200) failed += 1;
    values.push(performance.now() - begun);
  }

  async function load(seconds: number, phase: string): Promise<void> {
    const values = latencies.get(phase) ?? [];
    latencies.set(phase, values);
    const begun = performance.now();
    for (let sent = 0; sent < seconds * PER_SECOND; ) {
      for (; sent < ((performance.now() - begun) / 1000) * PER_SECOND; sent += 1) {
        asked += 1;
        const one = ask(asked % 2 ? `What is new in ${asked}?` : `What is known of ${asked % KNOWN}?`, values);
        const ended = one.finally(() => underWay.delete(ended));
        underWay.add(ended);
      }
      await sleep(TICK_MS);
    }
  }

  async function recovery(): Promise<number> {
    const begun = performance.now();
    for (;;) {
      const health = await (await fetch(`${proxy.url}/health`)).text();
      if (JSON.parse(health).services.redis.status === 'healthy') return performance.now() - begun;
      await sleep(10);
    }
  }

  try {
    await load(5, 'warming up');
    latencies.clear();
    await load(5, 'before');
    const recoveries: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      redis.process.kill('SIGSTOP');
      await load(1, 'first second of a pause');
      await load(4, 'rest of the pause');
      redis.process.kill('SIGCONT');
      const recovered = recovery();
      await load(4, 'after it');
      recoveries.push(await recovered);
    }
    await Promise.all(underWay);
    const rows = [...latencies].map(([phase, values]) => {
      const at = (rank: number) => milliseconds(percentile(values, rank));
      return [phase, String(values.length), at(0.5), at(0.95), at(0.99), at(1)];
    });
    console.log(table(['Redis paused', '>requests', '>p50', '>p95', '>p99', '>max'], rows));
    console.log(`\n${asked} asked, ${failed} failed; used again after ${recoveries.map(milliseconds).join(', ')}`);
  } finally {
    redis.process.kill('SIGCONT');
    await proxy.close();
    redis.process.kill();
    await upstream.close();
  }
}

await main();
