import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { Ms, Outcome, Tier, Usage } from '../types.ts';
import { createLabels } from './labels.ts';
import { Latencies } from './latencies.ts';

/** A promoted hit was matched by meaning once and comes from an exact tier since. */
export type CountedTier = Tier | 'promoted';
export const TIERS: readonly CountedTier[] = ['memory', 'exact', 'promoted', 'semantic', 'upstream'];

/** `helper`: calls of the proxy's own, such as a judge's, which nobody asked for. */
export type Kind = 'spent' | 'saved' | 'helper';
export const KINDS: readonly Kind[] = ['spent', 'saved', 'helper'];

/** Tokens, and US dollars as far as prices are known. */
export interface Money {
  input: number;
  output: number;
  cost: number;
}

/** What is told apart by model, by endpoint and by namespace. */
export interface Group {
  readonly requests: Record<CountedTier, number>;
  hits: number;
  failed: number;
  readonly money: Readonly<Record<Kind, Money>>;
}

interface TierCount {
  requests: number;
  totalMs: Ms;
  /** Microseconds: the histogram counts whole numbers. */
  readonly latencies: RecordableHistogram;
}

/** Similarities are counted in hundredths. */
const SIMILARITIES = 101;
const MODELS = 200;
const NAMESPACES = 200;
/** Words that an upstream can shape (`status-599`) have a bound too. */
const WORDS = 200;

/**
 * Everything that is counted, as plain numbers: Prometheus and the JSON report read them when they are asked. Adding to
 * a number is all that a request costs here.
 */
export class Tally {
  /** By `endpoint tier status reason`. */
  readonly requests = new Map<string, number>();
  readonly tiers = new Map<CountedTier, TierCount>(
    TIERS.map((tier) => [tier, { requests: 0, totalMs: 0, latencies: createHistogram() }]),
  );
  readonly statuses = { HIT: 0, MISS: 0, BYPASS: 0, STALE: 0 };
  readonly all = newGroup();
  readonly models = new Groups(MODELS);
  readonly endpoints = new Groups(10);
  /** Of clients, and not for everybody's eyes. */
  readonly namespaces = new Groups(NAMESPACES);
  readonly reasons = new Counts();
  readonly notStored = new Counts();
  readonly failures = new Counts();
  /** Swallowed errors, by part. */
  readonly errors = new Counts();
  /** By `upstream event`. */
  readonly upstreams = new Counts();
  /** Requests whose model has no known price, by model. */
  readonly unpriced = new Counts();
  readonly steps = new Map<string, Latencies>();
  readonly similarity = { hits: new Uint32Array(SIMILARITIES), nearMisses: new Uint32Array(SIMILARITIES) };
  readonly feedback = { good: 0, bad: 0 };
  collapsed = 0;
  nearMisses = 0;

  /** @param cost US dollars; `null`: not known */
  count(outcome: Outcome, cost: number | null): void {
    const { verdict, usage } = outcome;
    const isGood = outcome.error === null && outcome.status < 400;
    const groups = [
      this.all,
      this.models.of(outcome.model, isGood),
      this.endpoints.of(outcome.endpoint),
      this.namespaces.of(outcome.namespace, isGood),
    ];
    if (outcome.error !== null) {
      this.failures.add(outcome.error);
      for (const group of groups) group.failed++;
    }
    if (!verdict) return;
    const tier = tierOf(verdict);
    const labels = `${outcome.endpoint} ${tier} ${verdict.status} ${verdict.reason ?? ''}`;
    this.requests.set(labels, (this.requests.get(labels) ?? 0) + 1);
    this.#countLatency(tier, outcome);
    this.statuses[verdict.status]++;
    if (verdict.reason) this.reasons.add(verdict.reason);
    if (outcome.notStored) this.notStored.add(outcome.notStored);
    if (verdict.collapsed) this.collapsed++;
    this.#countSimilarity(verdict);
    const kind = kindOf(verdict);
    if (usage && cost === null) this.unpriced.add(outcome.model);
    for (const group of groups) {
      group.requests[tier]++;
      if (isHit(verdict)) group.hits++;
      if (usage) addMoney(group.money[kind], usage, cost);
    }
  }

  /** An upstream call that no request waits for. */
  countCall(kind: 'spent' | 'helper', usage: Usage, model: string, cost: number | null): void {
    if (cost === null) this.unpriced.add(model);
    for (const group of [this.all, this.models.of(model)]) addMoney(group.money[kind], usage, cost);
  }

  #countLatency(tier: CountedTier, { latency, steps }: Outcome): void {
    const counted = this.tiers.get(tier) as TierCount;
    counted.requests++;
    counted.totalMs += latency;
    counted.latencies.record(Math.max(1, Math.round(latency * 1000)));
    for (const name in steps) {
      const step = this.steps.get(name) ?? new Latencies();
      if (step.count === 0) this.steps.set(name, step);
      step.add(steps[name] as Ms);
    }
  }

  #countSimilarity({ status, similarity, nearest, collapsed }: NonNullable<Outcome['verdict']>): void {
    if (similarity !== undefined) this.similarity.hits[hundredth(similarity)]!++;
    // Those who waited asked the same: theirs is not another near miss.
    if (status !== 'MISS' || nearest === undefined || collapsed) return;
    this.nearMisses++;
    this.similarity.nearMisses[hundredth(nearest)]!++;
  }
}

/** Numbers by name; the first names to come have one of their own. */
class Counts extends Map<string, number> {
  readonly #labelOf = createLabels(WORDS);

  add(name: string): void {
    const label = this.#labelOf(name);
    this.set(label, (this.get(label) ?? 0) + 1);
  }

  get total(): number {
    return this.values().reduce((total, count) => total + count, 0);
  }
}

class Groups extends Map<string, Group> {
  readonly #labelOf: ReturnType<typeof createLabels>;

  constructor(limit: number) {
    super();
    this.#labelOf = createLabels(limit);
  }

  of(name: string, isGood = true): Group {
    const label = this.#labelOf(name, isGood);
    const known = this.get(label);
    if (known) return known;
    const group = newGroup();
    this.set(label, group);
    return group;
  }
}

export function tierOf({ promoted, tier }: NonNullable<Outcome['verdict']>): CountedTier {
  return promoted ? 'promoted' : tier;
}

/** What an upstream was paid for, or what it was not asked. */
export function kindOf({ tier, collapsed }: NonNullable<Outcome['verdict']>): Exclude<Kind, 'helper'> {
  return tier === 'upstream' && !collapsed ? 'spent' : 'saved';
}

function isHit({ status }: NonNullable<Outcome['verdict']>): boolean {
  return status === 'HIT' || status === 'STALE';
}

function addMoney(money: Money, { inputTokens, outputTokens }: Usage, cost: number | null): void {
  money.input += inputTokens;
  money.output += outputTokens;
  money.cost += cost ?? 0;
}

function hundredth(similarity: number): number {
  return Math.min(SIMILARITIES - 1, Math.max(0, Math.floor(similarity * 100 + 1e-6)));
}

function newGroup(): Group {
  const money = (): Money => ({ input: 0, output: 0, cost: 0 });
  return {
    requests: { memory: 0, exact: 0, promoted: 0, semantic: 0, upstream: 0 },
    hits: 0,
    failed: 0,
    money: { spent: money(), saved: money(), helper: money() },
  };
}
