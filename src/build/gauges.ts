/** The part of the composition root that reads the gauges: how much there is, what waits, what is out. */
import type { Tiers } from '../cache/tiers.ts';
import type { Gauges } from '../record/gauges.ts';
import type { InFlight } from '../record/in-flight.ts';
import type { SemanticState } from './semantic.ts';
import { lastKnown } from './services.ts';
import type { Stores } from './stores.ts';
import type { Upstreams } from './upstreams.ts';

interface GaugesParts {
  readonly tiers: Tiers;
  readonly stores: Stores;
  readonly semantic: SemanticState;
  readonly upstreams: Pick<Upstreams, 'limit' | 'breakers'>;
  /** Those that are under way, by kind. */
  readonly flights: readonly { readonly size: number }[];
  readonly serving: InFlight;
  readonly onError: (part: string, error: unknown) => void;
}

const NOTHING = { entries: 0, aliases: 0, bytes: 0, evictions: 0 };

export function createGauges({ tiers, stores, semantic, upstreams, flights, serving, onError }: GaugesParts) {
  const sizeOf = lastKnown(NOTHING, tiers.size, (error) => onError('exact', error));
  const countVectors = lastKnown(
    0,
    async () => (await semantic.index?.size()) ?? 0,
    (error) => onError('vector', error),
  );
  const readOutages = lastKnown<Gauges['breakers']>(
    {},
    async () => {
      const { index, embedder, error } = semantic;
      const [exact, vector] = await Promise.all([stores.outage(), index?.outage?.()]);
      return { exact: exact ? 1 : 0, vector: vector ? 1 : 0, embedding: error || embedder?.outage?.() ? 1 : 0 };
    },
    (error) => onError('exact', error),
  );

  async function read(): Promise<Gauges> {
    const [{ entries, bytes, evictions }, vectors, breakers] = await Promise.all([
      sizeOf(),
      countVectors(),
      readOutages(),
    ]);
    return {
      ...{ entries, bytes, evictions, vectors, flights: flights.reduce((sum, { size }) => sum + size, 0) },
      inFlight: { requests: serving.requests, upstreamCalls: upstreams.limit.inFlight },
      queues: { index: semantic.tier?.waiting ?? 0, upstream: upstreams.limit.queued },
      breakers: { ...breakers, ...upstreams.breakers() },
    };
  }
  return { read, sizeOf };
}
