/** What the fault tests share: how health is read, and a table whose rows are in docs/operations.md. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, onTestFinished } from 'vitest';
import type { HealthReport } from '../../src/api/health.ts';
import type { ProxyProcess } from '../live/process.ts';
import type { TestProxy } from '../proxy.ts';

const PAGE = new URL('../../docs/operations.md', import.meta.url);

/** The faults of a section in docs/operations.md: each has a test of that name. */
function documentedFaults(section: string): string[] {
  const [, text = ''] = readFileSync(PAGE, 'utf8').split(`\n### Faults: ${section}\n`);
  const table = text.split('\n\n').find((block) => block.trimStart().startsWith('| fault ')) ?? '';
  return [...table.matchAll(/^\| (?!fault |---)(.+?) \|/gm)].map(([, name = '']) => name);
}

/** A fault: what happens, and what the client then sees, health says, and how it ends. */
export type Faults<Context> = Readonly<Record<string, (context: Context) => Promise<void>>>;

/** Every fault that is documented is tested, and the other way round. */
export function expectDocumented(section: string, faults: Faults<never>): void {
  expect(Object.keys(faults)).toEqual(documentedFaults(section));
}

type Requests = Pick<TestProxy, 'request'>;

export async function healthOf(proxy: Requests): Promise<HealthReport> {
  return JSON.parse(await (await proxy.request('/health')).text());
}

/** Waits until health says that the service is out, and why, and since a time after the fault struck. */
export async function becomesUnwell(proxy: Requests, service: string, struckAt: number, error: RegExp): Promise<void> {
  const errorNow = async () => (await healthOf(proxy)).services[service]?.error;
  await expect.poll(errorNow, { timeout: 5_000 }).toMatch(error);
  const { status, services } = await healthOf(proxy);
  expect(status).toBe('degraded');
  expect(services[service]).toMatchObject({ status: 'unhealthy', since: expect.any(Number) });
  expect(services[service]?.since).toBeGreaterThanOrEqual(struckAt / 1000 - 0.01);
  expect(services[service]?.since).toBeLessThanOrEqual(Date.now() / 1000);
  expect(JSON.stringify(services)).not.toMatch(/127\.0\.0\.1|localhost/);
}

/** What is used again within so long of its return. */
const RECOVERY = 5_000;

export async function becomesWell(proxy: Requests, service: string): Promise<void> {
  await expect
    .poll(async () => (await healthOf(proxy)).services[service]?.status, { timeout: RECOVERY })
    .toBe('healthy');
}

export async function ask(proxy: ProxyProcess, question: string, headers: Record<string, string> = {}) {
  const response = await proxy.chat(question, headers);
  const text = await response.text();
  return { status: response.status, tier: response.headers.get('x-cache-tier'), text };
}

/** A question, the same again, and the same in other words. */
async function tiersOf(proxy: TestProxy): Promise<unknown[]> {
  const thing = `part ${randomUUID().slice(0, 8)}`;
  const { ask } = proxy.client();
  const plain = `How do I bake bread with ${thing}?`;
  const answers = [await ask(plain), await ask(plain), await ask(`how do i bake bread with ${thing}, please?`)];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  return answers.map(({ headers }) => headers['x-cache-tier']);
}

interface MeaningPart<Context> {
  /** Its name in `/health`, and among the swallowed errors. */
  readonly service: string;
  readonly part: string;
  /** How often it was asked for what `tiersOf` asks. */
  readonly countAsked: (context: Context) => number;
}

/** A fault of what matching by meaning needs: new wordings are misses until it is over, and only probes reach it. */
export function losesMeaning<Context extends { readonly proxy: TestProxy }>(
  { service, part, countAsked }: MeaningPart<Context>,
  strike: (context: Context) => unknown,
  mend: (context: Context) => unknown,
  error: RegExp,
) {
  return async (context: Context): Promise<void> => {
    const { proxy } = context;
    await expect.poll(() => tiersOf(proxy), { timeout: 5_000 }).toEqual(['upstream', 'memory', 'semantic']);
    const struckAt = Date.now();
    await strike(context);
    onTestFinished(async () => void (await mend(context)));
    const meanwhile = tiersOf(proxy);
    await becomesUnwell(proxy, service, struckAt, error);
    expect(await meanwhile).toEqual(['upstream', 'memory', 'upstream']);
    const before = countAsked(context);
    expect(await tiersOf(proxy)).toEqual(['upstream', 'memory', 'upstream']);
    expect(countAsked(context)).toBe(before);
    expect(await proxy.counter(`errors_total{part="${part}"}`)).toBeGreaterThan(0);
    await mend(context);
    await becomesWell(proxy, service);
    await expect.poll(() => tiersOf(proxy), { timeout: 5_000 }).toEqual(['upstream', 'memory', 'semantic']);
  };
}
