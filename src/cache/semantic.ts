import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import { compare, extractFeatures, type Features, verdicts } from '../guard/guard.ts';
import type { Embedder, Embedding, Key, Ms, Near, Policy, Reason, Scope, Steps, VectorIndex } from '../types.ts';
import { isFresh, type MatchedHit } from './hit.ts';
import { isNear } from './match.ts';
import type { Notes } from './notes.ts';
import { timed } from './steps.ts';
import type { Tiers } from './tiers.ts';

/** Candidates that are compared: the nearest may be refused by a guard where the next is the same question. */
const CANDIDATES = 8;
/** Features of so many questions are kept; a few hundred bytes each. */
const FEATURES_KEPT = 20_000;
/** Nobody waits for an embedding that is made behind the reply: few at a time, so that lookups go first. */
const BEHIND_TIMEOUT: Ms = 30_000;
const BEHIND_AT_ONCE = 4;
/** Questions that wait to be indexed; past it one is left out, and counted. */
const BEHIND_WAITING = 10_000;

/** A question, and where it may be answered from. */
export interface Query {
  readonly key: Key;
  readonly question: string | null;
  readonly scope: Scope;
  readonly policy: Policy;
}

export interface Search {
  readonly hit: MatchedHit | null;
  /** Why there is no hit, when a rule caused it. */
  readonly reason?: Reason;
  /** When there is no hit: the similarity of the nearest question, if there is any. */
  readonly nearest?: number;
  /** Of the question, if it had to be made: storing the answer needs it again. */
  readonly embedding: Embedding | null;
}

/** A stored question, and whether it is the same. */
export interface Candidate {
  readonly near: Near;
  readonly matchedBy: 'cosine' | 'words';
  /** `threshold`, `veto`, `guard:<name>`; `null`: it is the same question. */
  readonly refused: Reason | null;
}

/** A candidate with what each guard says of it. */
export interface Inspected extends Candidate {
  readonly guards: ReturnType<typeof verdicts>;
}

export interface SemanticTier {
  /** Id of the embedder whose decisions are served; `null` in shadow mode. */
  readonly serving: string | null;
  /** Questions that wait to be indexed. */
  readonly waiting: number;
  search(query: Query, steps: Steps, signal: AbortSignal): Promise<Search>;
  /** Puts a stored answer's question into the index. */
  remember(query: Query, embedding: Embedding | null, deleteAt: Ms): Promise<void>;
  /** Why the question cannot be matched at all, or what is near it: in its scope, or in its whole namespace. */
  inspect(query: Query, where: 'scope' | 'namespace'): Promise<Reason | readonly Inspected[]>;
}

interface SemanticParts {
  readonly embedder: Embedder;
  readonly index: VectorIndex;
  readonly tiers: Tiers;
  readonly notes: Notes;
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
export function createSemanticTier(parts: SemanticParts, options: SemanticOptions): SemanticTier {
  const { embedder, index, tiers, notes, now, onError } = parts;
  const behind = pLimit(BEHIND_AT_ONCE);
  const features = new LRUCache<string, Features>({ max: FEATURES_KEPT });

  function featuresOf(question: string): Features {
    let known = features.get(question);
    if (!known) {
      known = extractFeatures(question, embedder.vocabulary);
      features.set(question, known);
    }
    return known;
  }

  function embed(question: string, signal?: AbortSignal): Promise<Embedding> {
    const late = AbortSignal.timeout(options.embedTimeout);
    return embedder.embed(question, signal ? AbortSignal.any([signal, late]) : late);
  }

  /** Why the model cannot tell what the text means: past its window it is cut, and unknown tokens are all the same. */
  function unreadable({ tokens, unknown }: Embedding): Reason | null {
    if (tokens > embedder.window) return 'too-long';
    return unknown > 0 ? 'unknown-tokens' : null;
  }

  function judge({ key, policy }: Query, question: string, near: Near): Candidate {
    const comparison = compare(featuresOf(question), featuresOf(near.question), near.similarity);
    const matchedBy = comparison.sameWords ? 'words' : 'cosine';
    const refused = () => {
      if (!isNear(near.similarity, matchedBy, policy)) return 'threshold';
      if (notes.isVetoed(key, near.key)) return 'veto';
      return comparison.refused && `guard:${comparison.refused}`;
    };
    return { near, matchedBy, refused: refused() };
  }

  async function nearest(vector: Float32Array, where: Parameters<VectorIndex['nearest']>[1]): Promise<readonly Near[]> {
    return within(options.vectorTimeout, index.nearest(vector, where, CANDIDATES));
  }

  /** The first candidate whose answer is there and fresh. What is surely gone leaves the index. */
  async function fetch(same: readonly Candidate[], policy: Policy) {
    const keys = same.map(({ near }) => near.key);
    const { found, certain } = await tiers.get(keys, policy.namespace);
    const gone = certain ? keys.filter((_, position) => found[position] === null) : [];
    if (gone.length > 0) await index.delete(gone);
    for (const [position, { near, matchedBy }] of same.entries()) {
      const entry = found[position]?.value;
      if (entry?.kind !== 'entry') continue;
      const match = { similarity: near.similarity, matchedBy, promoted: false };
      const hit: MatchedHit = { key: near.key, entry, tier: 'semantic', match };
      if (isFresh(hit, policy, now())) return { hit, allGone: false };
    }
    return { hit: null, allGone: gone.length > 0 && gone.length === keys.length };
  }

  async function findSame(query: Query, question: string, vector: Float32Array, again = true) {
    const { scope, policy } = query;
    const candidates = (await nearest(vector, { scope })).map((near) => judge(query, question, near));
    const same = candidates.filter(({ refused }) => refused === null);
    const { hit, allGone } = same.length > 0 ? await fetch(same, policy) : { hit: null, allGone: false };
    // All that was the same has left the exact tiers, and the index now: what lay behind it may be the one.
    if (allGone && again) return findSame(query, question, vector, false);
    if (hit) return { hit };
    const reason = candidates.find(({ refused }) => refused !== null && refused !== 'threshold')?.refused;
    const [first] = candidates;
    return { hit, ...(reason && { reason }), ...(first && { nearest: first.near.similarity }) };
  }

  async function search(query: Query, steps: Steps, signal: AbortSignal): Promise<Search> {
    const { question, policy, scope } = query;
    const nothing = (reason: Reason | null, embedding: Embedding | null = null) => ({
      hit: null,
      embedding,
      ...(reason && { reason }),
    });
    if (policy.notSemantic !== null || question === null) return nothing(policy.notSemantic);
    if (policy.threshold >= 1) return nothing('threshold');
    let embedding: Embedding | null = null;
    let step: 'embedding' | 'vector' = 'vector';
    try {
      if (!(await within(options.vectorTimeout, index.hasScope(scope)))) return nothing(null);
      step = 'embedding';
      const made = await timed(steps, 'embedding', () => embed(question, signal));
      embedding = made;
      const obstacle = unreadable(embedding);
      if (obstacle) return nothing(obstacle, embedding);
      step = 'vector';
      const search = await timed(steps, 'semantic', () => findSame(query, question, made.vector));
      if (!search.hit || !options.shadow) return { ...search, embedding };
      return { ...nothing('shadow', embedding), nearest: search.hit.match.similarity };
    } catch (error) {
      if (!signal.aborted) onError(step, error);
      return nothing(`${step}-failed`, embedding);
    }
  }

  async function addToIndex({ key, scope, policy, question }: Query, known: Embedding | null, deleteAt: Ms) {
    if (question === null) return;
    let step: 'embedding' | 'vector' = 'embedding';
    try {
      const embedding = known ?? (await embedder.embed(question, AbortSignal.timeout(BEHIND_TIMEOUT)));
      if (unreadable(embedding)) return;
      step = 'vector';
      const { namespace } = policy;
      await index.add([{ key, scope, namespace, question, vector: embedding.vector, deleteAt }]);
    } catch (error) {
      onError(step, error);
    }
  }

  return {
    serving: options.shadow ? null : embedder.id,
    get waiting() {
      return behind.pendingCount;
    },
    search,

    async remember(query, embedding, deleteAt) {
      if (behind.pendingCount < BEHIND_WAITING) await behind(() => addToIndex(query, embedding, deleteAt));
      else onError('embedding', new Error(`more than ${BEHIND_WAITING} questions wait to be indexed`));
    },

    async inspect(query, where) {
      const { question, policy, scope } = query;
      if (policy.notSemantic !== null || question === null) return policy.notSemantic ?? 'not-user';
      const embedding = await embed(question);
      const obstacle = unreadable(embedding);
      if (obstacle) return obstacle;
      const place = where === 'scope' ? { scope } : { namespace: policy.namespace };
      return (await nearest(embedding.vector, place)).map((near) => ({
        ...judge(query, question, near),
        guards: verdicts(featuresOf(question), featuresOf(near.question), near.similarity),
      }));
    },
  };
}

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
