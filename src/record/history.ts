import type { Ledger, Ms, Outcome, Usage } from '../types.ts';
import { Latencies, type LatencyBuckets } from './latencies.ts';
import { type CountedTier, kindOf, TIERS, tierOf } from './tally.ts';

/** Of what is kept. */
const VERSION = 2;
/** How far back can be seen, and how finely: each range has buckets of its own. */
const RANGES = {
  '15m': { step: 5_000, points: 180 },
  '1h': { step: 20_000, points: 180 },
  '1d': { step: 300_000, points: 288 },
  '1w': { step: 1_800_000, points: 336 },
} as const;

export type Range = keyof typeof RANGES;
export const RANGE_NAMES = Object.keys(RANGES) as readonly Range[];

export function isRange(name: string): name is Range {
  return Object.hasOwn(RANGES, name);
}

const COUNTED = [
  ...TIERS,
  'failed',
  'input_tokens_spent',
  'output_tokens_spent',
  'input_tokens_saved',
  'output_tokens_saved',
  'cost_spent',
  'cost_saved',
] as const;
/** `hit` is of all tiers but the last, `miss` of that one. */
const PERCENTILES = {
  hit_p50: { of: 'hit', share: 0.5 },
  hit_p95: { of: 'hit', share: 0.95 },
  miss_p50: { of: 'miss', share: 0.5 },
  miss_p95: { of: 'miss', share: 0.95 },
  memory_p50: { of: 'memory', share: 0.5 },
  memory_p95: { of: 'memory', share: 0.95 },
  exact_p50: { of: 'exact', share: 0.5 },
  exact_p95: { of: 'exact', share: 0.95 },
  promoted_p50: { of: 'promoted', share: 0.5 },
  promoted_p95: { of: 'promoted', share: 0.95 },
  semantic_p50: { of: 'semantic', share: 0.5 },
  semantic_p95: { of: 'semantic', share: 0.95 },
} as const;
type Percentile = keyof typeof PERCENTILES;
const LATENCIES = Object.keys(PERCENTILES) as readonly Percentile[];
const COLUMNS = [...COUNTED, ...LATENCIES];

type Counted = (typeof COUNTED)[number];
type Column = (typeof COLUMNS)[number];

/** One bucket of time; a latency is `null` when there was none. */
type Row = Readonly<Record<Counted, number>> & Readonly<Record<Percentile, Ms | null>>;

/** Columns for a chart, the oldest first, nothing left out: a quiet time has zeros, and latencies of `null`. */
export interface HistoryReport {
  readonly range: Range;
  readonly step_seconds: number;
  /** When each bucket begins, in epoch seconds. */
  readonly time: readonly number[];
  /** Requests by tier, errors, tokens, US dollars (saved is net of helper calls), latencies in milliseconds. */
  readonly series: Readonly<Record<Column, readonly (number | null)[]>>;
}

export type Totals = Readonly<Record<Counted, number>>;

export interface History {
  add(outcome: Outcome, cost: number | null): void;
  /** An upstream call that no request waits for; one of a helper's makes what is saved less. */
  addCall(kind: 'spent' | 'helper', usage: Usage, cost: number | null, at: Ms): void;
  read(range: Range, now: Ms): HistoryReport;
  /** Since midnight where the proxy runs. */
  today(now: Ms): Totals;
  /** Everything, for `restore`. */
  save(): string;
  /** @throws Error when it is not what `save` gave */
  restore(saved: string): void;
}

/** What happened over time, in a bounded number of buckets. */
export function createHistory(): History {
  const series = new Map(RANGE_NAMES.map((range) => [range, new Series(RANGES[range].step, RANGES[range].points)]));

  return {
    add(outcome, cost) {
      for (const one of series.values()) one.open(outcome.at + outcome.latency).add(outcome, cost);
    },
    addCall(kind, usage, cost, at) {
      for (const one of series.values()) {
        const bucket = one.open(at);
        if (kind === 'spent') bucket.addUsage(usage, cost, kind);
        else bucket.counts.cost_saved -= cost ?? 0;
      }
    },
    read(range, now) {
      const { step, points } = RANGES[range];
      const rows = series.get(range)?.rows(now) ?? [];
      const first = Math.floor(now / step) - points + 1;
      return {
        range,
        step_seconds: step / 1000,
        time: rows.map((_, index) => ((first + index) * step) / 1000),
        series: record(COLUMNS, (name) => rows.map((row) => rounded(row[name]))),
      };
    },
    today(now) {
      const { step } = RANGES['1d'];
      const midnight = new Date(now).setHours(0, 0, 0, 0);
      const buckets = Math.floor(now / step) - Math.floor(midnight / step) + 1;
      const rows = series.get('1d')?.rows(now).slice(-buckets) ?? [];
      return record(COUNTED, (name) => rows.reduce((total, row) => total + row[name], 0));
    },
    save: () => JSON.stringify({ version: VERSION, ranges: Object.fromEntries(series) }),
    restore(saved) {
      const { version, ranges }: Saved = JSON.parse(saved);
      if (version !== VERSION) throw new Error(`a history of version ${version}`);
      for (const [range, one] of series) one.restore(ranges[range]);
    },
  };
}

type TierLatencies = Readonly<Record<CountedTier, Latencies>>;

/** The bucket that is being filled. */
class Bucket {
  readonly number: number;
  readonly counts: Record<Counted, number>;
  readonly latencies: TierLatencies;

  constructor(number: number, counts = ZEROS, latencies: TierLatencies = record(TIERS, () => new Latencies())) {
    this.number = number;
    this.counts = { ...counts };
    this.latencies = latencies;
  }

  add({ verdict, usage, error, latency }: Outcome, cost: number | null): void {
    const { counts } = this;
    if (error !== null) counts.failed++;
    if (!verdict) return;
    const tier = tierOf(verdict);
    counts[tier]++;
    this.latencies[tier].add(latency);
    if (usage) this.addUsage(usage, cost, kindOf(verdict));
  }

  /** The names are written out: putting them together took more time than all the rest. */
  addUsage({ inputTokens, outputTokens }: Usage, cost: number | null, kind: 'spent' | 'saved'): void {
    const { counts } = this;
    if (kind === 'spent') {
      counts.input_tokens_spent += inputTokens;
      counts.output_tokens_spent += outputTokens;
      counts.cost_spent += cost ?? 0;
    } else {
      counts.input_tokens_saved += inputTokens;
      counts.output_tokens_saved += outputTokens;
      counts.cost_saved += cost ?? 0;
    }
  }

  get row(): Row {
    const { upstream: miss, ...hits } = this.latencies;
    const kinds = { hit: Latencies.merge(Object.values(hits)), miss, ...hits };
    return {
      ...this.counts,
      ...record(LATENCIES, (name) => kinds[PERCENTILES[name].of].percentile(PERCENTILES[name].share)),
    };
  }
}

interface SavedSeries {
  readonly rows: readonly (readonly [number: number, ...values: (number | null)[]])[];
  readonly open: Pick<Bucket, 'number' | 'counts'> & {
    readonly latencies: Readonly<Record<CountedTier, LatencyBuckets>>;
  };
}

interface Saved {
  readonly version: number;
  readonly ranges: Readonly<Record<Range, SavedSeries>>;
}

/** Buckets of one length. Only the one that is being filled knows its latencies one by one. */
class Series {
  readonly #step: Ms;
  readonly #points: number;
  /** Each at its number modulo `points`; one of an earlier turn is as if it were not there. */
  readonly #rows: ({ readonly number: number; readonly row: Row } | undefined)[] = [];
  #open = new Bucket(0);

  constructor(step: Ms, points: number) {
    this.#step = step;
    this.#points = points;
  }

  /** The bucket of a time. What ends late counts where the others are. */
  open(at: Ms): Bucket {
    const number = Math.floor(at / this.#step);
    // A batch of outcomes may lie across a border; further back goes only a clock that was set right.
    if (number > this.#open.number || number < this.#open.number - 1) {
      this.#close();
      this.#open = new Bucket(number);
    }
    return this.#open;
  }

  #close(): void {
    const { number, row } = this.#open;
    this.#rows[number % this.#points] = { number, row };
  }

  /** The latest `points`, the oldest first. */
  rows(now: Ms): Row[] {
    const last = Math.floor(now / this.#step);
    return Array.from({ length: this.#points }, (_, index) => {
      const number = last - this.#points + 1 + index;
      if (number === this.#open.number) return this.#open.row;
      const kept = this.#rows[number % this.#points];
      return kept?.number === number ? kept.row : EMPTY;
    });
  }

  toJSON(): SavedSeries {
    const { number, counts, latencies } = this.#open;
    const rows = this.#rows.flatMap((kept) =>
      kept ? [[kept.number, ...COLUMNS.map((name) => rounded(kept.row[name]))] as const] : [],
    );
    return { rows, open: { number, counts, latencies: record(TIERS, (tier) => latencies[tier].toJSON()) } };
  }

  restore({ rows, open }: SavedSeries): void {
    for (const [number, ...values] of rows) {
      const saved = record(COLUMNS, (name) => values[COLUMNS.indexOf(name)] ?? EMPTY[name]);
      this.#rows[number % this.#points] = { number, row: { ...EMPTY, ...saved } as Row };
    }
    this.#open = new Bucket(
      open.number,
      open.counts,
      record(TIERS, (tier) => Latencies.from(open.latencies[tier])),
    );
  }
}

const ZEROS = record(COUNTED, () => 0);
const EMPTY: Row = { ...ZEROS, ...record(LATENCIES, () => null) };

function record<K extends string, V>(names: readonly K[], value: (name: K) => V): Record<K, V> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<K, V>;
}

/** Enough digits of a dollar for a single request, and more of a latency than are known. */
function rounded(value: number | null): number | null {
  return value === null || Number.isInteger(value) ? value : Number(value.toPrecision(6));
}

const EVERY: Ms = 60_000;
/** As long as there is anything to see in it. */
const KEEP: Ms = RANGES['1w'].step * RANGES['1w'].points;

/**
 * Lets a history outlive the process: it is read from the ledger now, and kept there once a minute and at the end.
 *
 * @param name whose it is: each process that shares a ledger has one of its own
 */
export async function keepHistory(
  history: History,
  ledger: Pick<Ledger, 'get' | 'put'>,
  name: string,
  onError: (error: unknown) => void,
): Promise<{ close(): Promise<void> }> {
  const document = `history:${name}`;
  try {
    const before = await ledger.get(document);
    if (before !== null) history.restore(before);
  } catch (error) {
    onError(error);
  }
  let saved = history.save();

  async function save(): Promise<void> {
    const latest = history.save();
    if (latest === saved) return;
    try {
      await ledger.put(document, latest, KEEP);
      saved = latest;
    } catch (error) {
      onError(error);
    }
  }

  const saving = setInterval(save, EVERY);
  saving.unref();
  return {
    async close() {
      clearInterval(saving);
      await save();
    },
  };
}
