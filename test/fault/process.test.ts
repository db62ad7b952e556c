/** The process itself in trouble: killed, told to stop, started twice. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startUpstream, type Upstream, type UpstreamOptions } from '../../demo/upstream.ts';
import { type ProxyProcess, startProcess } from '../live/process.ts';
import { EXACT_ONLY, hold } from '../proxy.ts';
import { newFolder } from '../stored.ts';
import { ask, expectDocumented, type Faults } from './faults.ts';

interface Context {
  readonly dir: string;
  readonly startUpstream: (options?: UpstreamOptions) => Promise<Upstream>;
  readonly start: (upstream: Upstream, env?: Record<string, string>) => Promise<ProxyProcess>;
}

const PLAIN = 'How do vaccines work?';
/** Matched with no other question, and stored whatever is in it: one of the numbers is this year's. */
const alone = { 'x-cache-threshold': '1', 'x-cache-ttl': '3600' };
/** More than are asked here: on a fast machine the default bound is reached, and the oldest answers go, as they should. */
const ROOMY = { CACHE_MAX_SIZE: '1000000' };
const onlyCached = { ...alone, 'cache-control': 'only-if-cached' };

async function expectHits(proxy: ProxyProcess, answers: readonly (readonly [string, string])[]): Promise<void> {
  const wrong = answers.map(async ([question, text]) => {
    const { status, tier, text: found } = await ask(proxy, question, onlyCached);
    return tier === 'exact' && found === text ? [] : [{ question, status, tier, found }];
  });
  expect({ wrong: (await Promise.all(wrong)).flat(), log: proxy.log() }).toEqual({ wrong: [], log: '' });
}

interface Answered {
  readonly question: string;
  readonly text: string;
  /** When its last byte came. */
  readonly at: number;
}

/** Four at a time ask without a pause, until they are stopped. */
function startClient(proxy: ProxyProcess, nextQuestion: () => string) {
  let stopped = false;
  const answers: Answered[] = [];
  const asking = Array.from({ length: 4 }, async () => {
    while (!stopped) {
      const question = nextQuestion();
      // Cut by the kill.
      const answer = await ask(proxy, question, alone).catch(() => null);
      if (answer?.status === 200) answers.push({ question, text: answer.text, at: Date.now() });
    }
  });
  return {
    /** What must outlive a kill at that time. */
    owed: (killedAt: number): readonly Answered[] => answers.filter(({ at }) => at < killedAt - 1_000),
    async stop(): Promise<void> {
      stopped = true;
      await Promise.all(asking);
    },
  };
}

const isRefused = (proxy: ProxyProcess) =>
  fetch(`${proxy.url}/health/ready`).then(
    () => false,
    () => true,
  );

const faults: Faults<Context> = {
  'is killed (`kill -9`), ten times, under load': async ({ dir, start, startUpstream }) => {
    const upstream = await startUpstream({ keep: 0 });
    /** Answers that must be there: each came more than a second before a kill. */
    const owed = new Map<string, string>();
    let owedBefore = 0;
    let asked = 0;
    for (let round = 0; round <= 10; round += 1) {
      // Some rounds with vectors too, which take longer to start.
      const env = round % 8 === 1 ? {} : EXACT_ONLY;
      const proxy = await start(upstream, { ...env, ...ROOMY, CACHE_MEMORY_MB: '0' });
      expect(readdirSync(join(dir, 'data')).filter((name) => name.includes('corrupt'))).toEqual([]);
      if (round === 10) {
        expect(owed.size).toBeGreaterThan(200);
        await expectHits(proxy, [...owed]);
        break;
      }
      const client = startClient(proxy, () => {
        asked += 1;
        return `What is the number of thing ${asked}?`;
      });
      onTestFinished(() => client.stop());
      // What is new since the last kill, while others write; all of it in the end.
      const checked = expectHits(proxy, [...owed].slice(owedBefore));
      owedBefore = owed.size;
      // By turns about the first commit, and when much is owed, however slow the machine.
      const isMuchOwed = () =>
        expect.poll(() => client.owed(Date.now()).length, { timeout: 60_000 }).toBeGreaterThan(40);
      await Promise.all([checked, round % 2 === 0 ? delay(600 * Math.random()) : isMuchOwed()]);
      for (const { question, text } of client.owed(Date.now())) owed.set(question, text);
      const stopped = client.stop();
      await proxy.kill();
      await stopped;
    }
  },

  'is started twice on one `DATA_DIR`': async ({ start, startUpstream }) => {
    const upstream = await startUpstream();
    const first = await start(upstream, EXACT_ONLY);
    await expect(start(upstream, EXACT_ONLY)).rejects.toThrow(
      new RegExp(`DATA_DIR \\S+ is in use by process ${first.pid} on `),
    );
    expect((await ask(first, PLAIN)).status).toBe(200);
  },

  'is told to stop (SIGTERM)': async ({ start, startUpstream }) => {
    const held = hold();
    const upstream = await startUpstream({
      reply: async () => {
        await held.released;
        return undefined;
      },
    });
    const proxy = await start(upstream, EXACT_ONLY);
    const asked = ask(proxy, PLAIN);
    await upstream.arrived(1);
    const stopped = proxy.stop();
    await expect.poll(() => isRefused(proxy), { timeout: 5_000 }).toBe(true);
    held.release();
    expect(await asked).toMatchObject({ status: 200, tier: 'upstream' });
    expect(await stopped).toBe(0);
    expect((await ask(await start(upstream, EXACT_ONLY), PLAIN)).tier).toBe('exact');
  },

  'is told twice': async ({ start, startUpstream }) => {
    const upstream = await startUpstream({ reply: () => ({ finish: 'hang' }) });
    const proxy = await start(upstream, { ...EXACT_ONLY, SHUTDOWN_TIMEOUT_MS: '600000' });
    const cut = expect(proxy.chat(PLAIN)).rejects.toThrow();
    await upstream.arrived(1);
    const stopped = proxy.stop();
    await expect.poll(() => isRefused(proxy), { timeout: 5_000 }).toBe(true);
    process.kill(proxy.pid, 'SIGTERM');
    expect(await stopped).toBe(1);
    await cut;
  },
};

describe('the process', () => {
  test('these faults are documented', () => expectDocumented('the process', faults));

  test.for(Object.entries(faults))('%s', { timeout: 90_000 }, async ([, strike]) => {
    const dir = newFolder();
    await strike({
      dir,
      async startUpstream(options = {}) {
        const upstream = await startUpstream(options);
        onTestFinished(() => upstream.close());
        return upstream;
      },
      async start(upstream, env = {}) {
        const proxy = await startProcess(upstream.url, env, { dir });
        onTestFinished(() => proxy.kill());
        return proxy;
      },
    });
  });
});
