import { LRUCache } from 'lru-cache';
import type { Ask, Embedder, Embedding, Key, Ms, Near, Policy, Reason, Scope, Steps, VectorIndex } from '../types.ts';
import { compare, extractFeatures, type Features, type GuardName } from './guard.ts';
import { isFresh, type MatchedHit } from './hit.ts';
import { isNear } from './match.ts';
import { timed } from './steps.ts';
import type { Tiers } from './tiers.ts';

/** Candidates that are compared: the nearest may be refused by a guard where the next is the same question. */
const CANDIDATES = 8;
/** Features of so many questions are kept; a few hundred bytes each. */
const FEATURES_KEPT = 20_000;

export interface Search {
  readonly hit: MatchedHit | null;
  /** Why there is no hit, when a rule caused it. */
  readonly reason: Reason | null;
  /** Of the question, if it had to be made: storing the answer needs it again. */
  readonly embedding: Embedding | null;
}

export interface SemanticTier {
  /** Id of the embedder whose decisions are served; `null` in shadow mode. */
  readonly serving: string | null;
  search(ask: Ask, policy: Policy, scope: Scope, steps: Steps, signal: AbortSignal): Promise<Search>;
  /** Puts a stored answer's question into the index. */
  remember(stored: Remembered, embedding: Embedding | null): Promise<void>;
}

export interface Remembered {
  readonly key: Key;
  readonly scope: Scope;
  readonly policy: Policy;
  readonly question: string;
  readonly deleteAt: Ms;
}

interface SemanticDependencies {
  readonly embedder: Embedder;
  readonly index: VectorIndex;
  readonly tiers: Tiers;
  readonly now: () => Ms;
  readonly onError: (step: 'embedding' | 'vector', error: unknown) => void;
}

interface SemanticOptions {
  readonly shadow: boolean;
  readonly embedTimeout: Ms;
  readonly vectorTimeout: Ms;
}

/**
 * The semantic tier: a question that means the same, inside one scope, near enough, and passed by every guard. A tier
 * that fails or is late is a miss, counted, never an error.
 */
export function createSemanticTier(dependencies: SemanticDependencies, options: SemanticOptions): SemanticTier {
  const { embedder, index, tiers, now, onError } = dependencies;
  const features = new LRUCache<string, Features>({ max: FEATURES_KEPT });

  function featuresOf(question: string): Features {
    let known = features.get(question);
    if (!known) {
      known = extractFeatures(question, embedder.vocabulary);
      features.set(question, known);
    }
    return known;
  }

  async function embed(question: string, signal: AbortSignal): Promise<Embedding> {
    return embedder.embed(question, AbortSignal.any([signal, AbortSignal.timeout(options.embedTimeout)]));
  }

  /** Why the model cannot tell what the text means: https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2 */
  function unreadable({ tokens, unknown }: Embedding): Reason | null {
    if (tokens > embedder.window) return 'too-long';
    return unknown > 0 ? 'unknown-tokens' : null;
  }

  /** The candidates that mean the same, the nearest first, and the guard that refused the first one refused. */
  function judge(question: string, candidates: readonly Near[], policy: Policy) {
    const asked = featuresOf(question);
    const same: { near: Near; matchedBy: 'cosine' | 'words' }[] = [];
    let refused: GuardName | null = null;
    for (const near of candidates) {
      const comparison = compare(asked, featuresOf(near.question));
      const matchedBy = comparison.sameWords ? 'words' : 'cosine';
      if (!isNear(near.similarity, matchedBy, policy)) continue;
      if (comparison.refused === null) same.push({ near, matchedBy });
      else refused ??= comparison.refused;
    }
    return { same, refused };
  }

  /** The first candidate whose answer is there and fresh. What is surely gone leaves the index. */
  async function fetch(same: ReturnType<typeof judge>['same'], policy: Policy) {
    const { found, certain } = await tiers.get(
      same.map(({ near }) => near.key),
      policy.namespace,
    );
    const gone: Key[] = [];
    for (const [position, { near, matchedBy }] of same.entries()) {
      const entry = found[position]?.value;
      if (entry?.kind !== 'entry') {
        if (certain) gone.push(near.key);
        continue;
      }
      const match = { similarity: near.similarity, matchedBy, promoted: false };
      const hit: MatchedHit = { key: near.key, entry, tier: 'semantic', match };
      if (isFresh(hit, policy, now())) return { hit, gone };
    }
    return { hit: null, gone };
  }

  async function nearestAnswer(question: string, embedding: Embedding, policy: Policy, scope: Scope) {
    const candidates = await within(options.vectorTimeout, index.nearest(embedding.vector, { scope }, CANDIDATES));
    const { same, refused } = judge(question, candidates, policy);
    const { hit, gone } = same.length > 0 ? await fetch(same, policy) : { hit: null, gone: [] };
    if (gone.length > 0) await index.delete(gone);
    const reason: Reason | null = refused && !hit ? `guard:${refused}` : null;
    return { hit, reason, dangling: gone.length > 0 && gone.length === same.length };
  }

  async function search(ask: Ask, policy: Policy, scope: Scope, steps: Steps, signal: AbortSignal): Promise<Search> {
    const nothing = (reason: Reason | null, embedding: Embedding | null = null) => ({ hit: null, reason, embedding });
    if (policy.notSemantic !== null || ask.question === null) return nothing(policy.notSemantic);
    if (policy.threshold >= 1) return nothing('threshold');
    let embedding: Embedding | null = null;
    let step: 'embedding' | 'vector' = 'vector';
    try {
      if (!(await within(options.vectorTimeout, index.hasScope(scope)))) return nothing(null);
      step = 'embedding';
      const { question } = ask;
      embedding = await timed(steps, 'embedding', () => embed(question, signal));
      const obstacle = unreadable(embedding);
      if (obstacle) return nothing(obstacle, embedding);
      step = 'vector';
      const nearest = (known: Embedding) =>
        timed(steps, 'semantic', () => nearestAnswer(question, known, policy, scope));
      let found = await nearest(embedding);
      // All that was near is gone from the exact tiers, and from the index now: what lies behind it may be the one.
      if (found.dangling) found = await nearest(embedding);
      if (options.shadow && found.hit) return nothing('shadow', embedding);
      return { hit: found.hit, reason: found.reason, embedding };
    } catch (error) {
      if (!signal.aborted) onError(step, error);
      return nothing(`${step}-failed`, embedding);
    }
  }

  return {
    serving: options.shadow ? null : embedder.id,
    search,
    async remember({ key, scope, policy, question, deleteAt }, known) {
      let step: 'embedding' | 'vector' = 'embedding';
      try {
        const embedding = known ?? (await embedder.embed(question, AbortSignal.timeout(BEHIND_TIMEOUT)));
        if (unreadable(embedding)) return;
        step = 'vector';
        await index.add([{ key, scope, namespace: policy.namespace, question, vector: embedding.vector, deleteAt }]);
      } catch (error) {
        onError(step, error);
      }
    },
  };
}

/** Nobody waits for an embedding that is made behind the reply. */
const BEHIND_TIMEOUT = 30_000;

/** Rejects when the work takes longer than a request may wait for it. */
async function within<T>(timeout: Ms, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`took longer than ${timeout} ms`)), timeout);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
