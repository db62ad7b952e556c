/** The embedded stores in trouble: full disks, damaged files. Real processes on real files. */
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startUpstream, type Upstream } from '../../demo/upstream.ts';
import { startProcess } from '../live/process.ts';
import { EXACT_ONLY } from '../proxy.ts';
import { newFolder } from '../stored.ts';
import { ask, becomesUnwell, becomesWell, expectDocumented, type Faults } from './faults.ts';

interface Context {
  readonly upstream: Upstream;
  readonly dir: string;
}

const ONLY_CACHED = { 'cache-control': 'only-if-cached' };
const PLAIN = 'How do vaccines work?';
const REWORDED = 'Can you explain how vaccines work?';

async function start({ upstream, dir }: Context, env: Record<string, string> = {}, limits?: string) {
  const proxy = await startProcess(upstream.url, env, { dir, ...(limits && { limits }) });
  onTestFinished(() => proxy.kill());
  return proxy;
}

/** What a process leaves behind that was asked one question, and stopped. */
async function leaveData(context: Context, env: Record<string, string>): Promise<void> {
  const proxy = await start(context, env);
  await ask(proxy, PLAIN);
  expect(await proxy.stop()).toBe(0);
}

const filesOf = ({ dir }: Context) => readdirSync(join(dir, 'data'));
const vectorsOf = (context: Context) => filesOf(context).find((name) => /^vectors-.*\.db$/.test(name)) ?? '';

/** A file that cannot be used is set aside, whole; the log names it, and all goes on with a new one. */
function isSetAside(nameOf: (context: Context) => string, damage: (file: string) => void) {
  return async (context: Context): Promise<void> => {
    // The cache is opened in the same way with and without an index, and sooner without.
    const env = nameOf === cache ? EXACT_ONLY : {};
    await leaveData(context, env);
    const name = nameOf(context);
    const file = join(context.dir, 'data', name);
    damage(file);
    const bytes = readFileSync(file);
    const proxy = await start(context, env);
    const [aside = ''] = filesOf(context).filter((other) => other.startsWith(`${name}.corrupt-`));
    expect(readFileSync(join(context.dir, 'data', aside))).toEqual(bytes);
    await expect.poll(proxy.log).toContain(`${name} could not be used`);
    expect(proxy.log()).toContain(aside);
    const tiers = [await ask(proxy, PLAIN), await ask(proxy, PLAIN), await ask(proxy, REWORDED)].map(
      ({ tier }) => tier,
    );
    expect(tiers).toEqual(nameOf === cache ? ['upstream', 'memory', 'upstream'] : ['exact', 'memory', 'upstream']);
    expect(await proxy.stop()).toBe(0);
  };
}

function overwrite(file: string, from: number, length: number): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(length, 0xa5), 0, length, from);
  closeSync(handle);
}

const truncate = (file: string) => writeFileSync(file, readFileSync(file).subarray(0, statSync(file).size / 2));
const garble = (file: string) => writeFileSync(file, 'hello '.repeat(10_000));
function replace(file: string): void {
  writeFileSync(file, '');
  const db = new DatabaseSync(file);
  db.exec('CREATE TABLE somebody (elses)');
  db.close();
}
const cache = () => 'cache.db';

const faults: Faults<Context> = {
  '`cache.db` is cut short': isSetAside(cache, truncate),
  '`cache.db` is garbage': isSetAside(cache, garble),
  '`cache.db` is another program’s': isSetAside(cache, replace),
  'the vectors’ file is cut short': isSetAside(vectorsOf, truncate),
  'the vectors’ file is garbage': isSetAside(vectorsOf, garble),
  'the vectors’ file is another program’s': isSetAside(vectorsOf, replace),

  'a log (`-wal`) is damaged': async (context) => {
    const first = await start(context, EXACT_ONLY);
    const answers = new Map<string, string>();
    for (let n = 0; n < 40; n += 1) {
      const question = `What is number ${n}?`;
      answers.set(question, (await ask(first, question)).text);
      // Several commits, so that there is something before and after the damage.
      if (n % 10 === 9) await delay(600);
    }
    await first.kill();
    const log = join(context.dir, 'data', 'cache.db-wal');
    overwrite(log, statSync(log).size / 2, 5_000);
    const second = await start(context, { ...EXACT_ONLY, CACHE_MEMORY_MB: '0' });
    let kept = 0;
    for (const [question, text] of answers) {
      const answer = await ask(second, question, ONLY_CACHED);
      if (answer.status === 504) continue;
      expect(answer).toMatchObject({ status: 200, text });
      kept += 1;
    }
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(40);
    expect((await ask(second, 'What is new?')).tier).toBe('upstream');
  },

  'the disk is full': async (context) => {
    const env = { ...EXACT_ONLY, CACHE_MEMORY_MB: '0', LOG_PATH: '/dev/null' };
    // Files of at most 400 KB, as far as it can be told from inside: a write past that fails.
    const proxy = await start(context, env, 'ulimit -S -f 400');
    const requests = { request: (path: string) => fetch(`${proxy.url}${path}`) };
    const kept = await ask(proxy, PLAIN);
    // Its batch is committed within a second.
    await delay(1_100);
    const startedAt = Date.now();
    const long = 'and so on '.repeat(2_000);
    for (let n = 0; n < 40; n += 1) {
      const { status, tier } = await ask(proxy, `What is number ${n}, ${long}?`);
      expect({ status, tier }).toEqual({ status: 200, tier: 'upstream' });
    }
    await becomesUnwell(requests, 'redis', startedAt, /^takes no writes: /);
    expect(await ask(proxy, PLAIN)).toEqual({ ...kept, tier: 'exact' });
    expect(await ask(proxy, 'What is not kept?')).toMatchObject({ status: 200, tier: 'upstream' });
    expect(await ask(proxy, 'What is not kept?')).toMatchObject({ status: 200, tier: 'upstream' });
    execFileSync('prlimit', ['--pid', String(proxy.pid), '--fsize=unlimited']);
    await becomesWell(requests, 'redis');
    expect(await ask(proxy, 'What is kept again?')).toMatchObject({ tier: 'upstream' });
    // One that comes before the disk has taken it is given the answer that is on its way.
    await expect.poll(async () => (await ask(proxy, 'What is kept again?')).tier).toBe('exact');
    expect(await proxy.stop()).toBe(0);
    expect(proxy.log()).not.toMatch(/unhandled|uncaught/i);
    expect(proxy.log().trim().split('\n').length).toBeLessThan(10);
    expect(await ask(await start(context, env), PLAIN)).toEqual({ ...kept, tier: 'exact' });
  },
};

describe('the embedded stores', () => {
  let upstream: Upstream;
  beforeAll(async () => {
    upstream = await startUpstream({ keep: 0 });
  });
  afterAll(() => upstream.close());

  test('these faults are documented', () => expectDocumented('the embedded stores', faults));

  test.for(Object.entries(faults))('%s', ([, strike]) => strike({ upstream, dir: newFolder() }));
});
