/** The program in a process of its own, in front of the scripted upstream. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { startProxy } from '../../demo/proxy.ts';
import { startUpstream } from '../../demo/upstream.ts';

export interface ClientsProxy extends AsyncDisposable {
  /** As SDKs take it, ending in `/v1`. */
  readonly url: string;
  /** `fetch`, for clients that take one: it notes what the cache says. */
  readonly fetch: typeof fetch;
  /**
   * Asks twice, and expects the second answer to be equal to the first and to come from the cache. `seen` says what the
   * cache said where the client has a fetch of its own.
   */
  twice<T>(ask: () => Promise<T>, seen?: () => readonly string[]): Promise<T>;
  /** Expects so many calls of the upstream from all of it. */
  calls<T>(count: number, act: () => Promise<T>): Promise<T>;
}

export async function startClientsProxy(): Promise<ClientsProxy> {
  const upstream = await startUpstream();
  // One that serves every endpoint, which those that are built in do not.
  const UPSTREAMS = JSON.stringify([{ name: 'scripted', base_url: upstream.url, api_key: 'scripted' }]);
  const proxy = await startProxy({ UPSTREAMS, SEMANTIC_MODE: 'off' });
  const said: string[] = [];

  /** An answer is stored behind the reply. */
  async function settled(): Promise<void> {
    for (;;) {
      const metrics = (await (await fetch(`${proxy.url}/api/metrics`)).json()) as { cache: { flights: number } };
      if (metrics.cache.flights === 0) return;
      await sleep(5);
    }
  }

  /** What it made, and what the upstream was asked meanwhile. */
  async function counted<T>(act: () => Promise<T>): Promise<{ readonly made: T; readonly calls: number }> {
    const before = upstream.requests.length;
    const made = await act();
    await settled();
    return { made, calls: upstream.requests.length - before };
  }

  return {
    url: `${proxy.url}/v1`,
    async fetch(input, init) {
      const response = await fetch(input, init);
      said.push(response.headers.get('x-cache') ?? 'nothing');
      return response;
    },
    async twice(ask, seen = () => said.splice(0)) {
      const miss = await counted(ask);
      expect(new Set(seen())).toEqual(new Set(['MISS']));
      const hit = await counted(ask);
      expect(new Set(seen())).toEqual(new Set(['HIT']));
      expect(hit.made).toEqual(miss.made);
      expect(miss.calls).toBeGreaterThan(0);
      expect(hit.calls).toBe(0);
      return miss.made;
    },
    async calls(count, act) {
      const { made, calls } = await counted(act);
      expect(calls).toBe(count);
      return made;
    },
    async [Symbol.asyncDispose]() {
      await proxy.close();
      await upstream.close();
    },
  };
}
