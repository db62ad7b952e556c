/** What is read when the metrics are asked for. */
export interface Gauges {
  readonly entries: number;
  readonly bytes: number;
  readonly evictions: number;
  readonly vectors: number;
  readonly flights: number;
  /** What is under way: HTTP requests here, and calls of upstreams, streams until their last byte. */
  readonly inFlight: { readonly requests: number; readonly upstreamCalls: number };
  /** What waits, by queue. */
  readonly queues: Readonly<Record<string, number>>;
  /** 1 for a part that is left alone because it fails, 0 for one that is not. */
  readonly breakers: Readonly<Record<string, number>>;
}
