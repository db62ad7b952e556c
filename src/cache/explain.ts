import type { Ask, Key, Ms, Policy, Reason, Scope } from '../types.ts';
import { isServable } from './hit.ts';
import { scopeOf } from './key.ts';
import { type Judges, lookUp } from './lookup.ts';
import type { Inspected, Query, SemanticTier } from './semantic.ts';
import { differingFields, shapeOf } from './shape.ts';
import type { Reader, Tiers } from './tiers.ts';

/** From here on two questions are taken for the same one, asked with other parameters. */
const NEARLY_EQUAL = 0.98;

export interface ExplainParts {
  readonly memory: Reader;
  readonly tiers: Tiers;
  readonly semantic: () => SemanticTier | null;
  readonly judges: () => Judges;
  readonly exactKey: (ask: Ask, policy: Policy) => Key;
  readonly now: () => Ms;
}

/** What would happen to a request, and why. */
export interface Explanation {
  readonly key: Key;
  readonly scope: Scope;
  readonly namespace: string;
  readonly model: string;
  readonly question: string | null;
  /** Where the answer would come from. */
  readonly served_by: 'memory' | 'exact' | 'semantic' | 'upstream';
  /** The one reason, as `x-cache-reason` would have it. */
  readonly reason: Reason | null;
  readonly tiers: readonly { readonly tier: string; readonly serves: boolean; readonly reason: Reason | null }[];
  readonly threshold: number;
  readonly ttl_seconds: number;
  readonly candidates: readonly CandidateReport[];
  /** A stored answer to nearly the same question that another key hides, and the fields in which it differs. */
  readonly nearly_equal: {
    readonly key: Key;
    readonly question: string;
    readonly differs_in: readonly string[];
  } | null;
}

interface CandidateReport {
  readonly key: Key;
  readonly question: string;
  readonly similarity: number;
  readonly matched_by: 'cosine' | 'words';
  /** `null`: it would be served. */
  readonly refused: Reason | null;
  readonly guards: Inspected['guards'];
}

/** Explains a request, changing nothing. */
export function createExplain(parts: ExplainParts): (ask: Ask, policy: Policy) => Promise<Explanation> {
  const { memory, tiers, semantic, now } = parts;

  return async function explain(ask, policy) {
    const key = parts.exactKey(ask, policy);
    const scope = scopeOf(ask, policy);
    const query = { key, scope, policy, question: ask.question };
    const exact = [
      { tier: 'memory', ...(await exactly(memory, key, policy)) },
      { tier: 'exact', ...(await exactly(tiers, key, policy)) },
    ];
    const meaning = await byMeaning(query);
    const report = [...exact, { tier: 'semantic', serves: meaning.serves, reason: meaning.reason }];
    const server = report.find(({ serves }) => serves)?.tier ?? 'upstream';
    return {
      key,
      scope,
      namespace: policy.namespace,
      model: ask.model,
      question: ask.question,
      served_by: server as Explanation['served_by'],
      reason: server === 'upstream' ? (policy.bypass ?? (policy.mayRead ? meaning.reason : 'no-cache')) : null,
      tiers: report,
      threshold: policy.threshold,
      ttl_seconds: policy.ttl / 1000,
      candidates: meaning.candidates,
      nearly_equal: await nearlyEqual(ask, query),
    };
  };

  async function exactly(where: Reader, key: Key, policy: Policy) {
    if (policy.bypass !== null) return { serves: false, reason: policy.bypass };
    if (!policy.mayRead) return { serves: false, reason: 'no-cache' };
    const hit = await lookUp(where, key, policy, parts.judges());
    if (!hit) return { serves: false, reason: 'absent' };
    const serves = isServable(hit, policy, now());
    return { serves, reason: serves ? null : now() < hit.entry.meta.staleAt ? 'max-age' : 'stale' };
  }

  async function byMeaning(query: Query) {
    const { policy } = query;
    const refuse = (reason: Reason | null) => ({ serves: false, reason, candidates: [] });
    if (policy.bypass !== null) return refuse(policy.bypass);
    if (!policy.mayRead) return refuse('no-cache');
    const tier = semantic();
    const found = tier ? await tier.inspect(query, 'scope') : (policy.notSemantic ?? 'unavailable');
    if (typeof found === 'string') return refuse(found);
    const candidates = found.map(reportOf);
    const serves = tier?.serving !== null && found.some(({ refused }) => refused === null);
    const reason = serves ? null : (candidates[0]?.refused ?? (candidates.length > 0 ? 'shadow' : 'absent'));
    return { serves, reason, candidates };
  }

  async function nearlyEqual(ask: Ask, query: Query): Promise<Explanation['nearly_equal']> {
    const found = (await semantic()?.inspect(query, 'namespace')) ?? [];
    if (typeof found === 'string') return null;
    const near = found
      .filter(({ near: { similarity } }) => similarity >= NEARLY_EQUAL)
      .map((candidate) => candidate.near);
    const { found: stored } = await tiers.get(
      near.map(({ key }) => key),
      query.policy.namespace,
    );
    const shape = shapeOf(ask, query.policy);
    for (const [position, { key }] of near.entries()) {
      const entry = stored[position]?.value;
      if (entry?.kind !== 'entry' || entry.meta.scope === query.scope) continue;
      return { key, question: entry.meta.question, differs_in: differingFields(shape, entry.meta.shape) };
    }
    return null;
  }
}

function reportOf({ near, matchedBy, refused, guards }: Inspected): CandidateReport {
  const { key, question, similarity } = near;
  return { key, question, similarity: Number(similarity.toFixed(4)), matched_by: matchedBy, refused, guards };
}
