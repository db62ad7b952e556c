import type {
  Ask,
  Dialect,
  Embedding,
  Ending,
  Entry,
  EntryMeta,
  JsonObject,
  Key,
  Ms,
  Policy,
  Reason,
  Scope,
} from '../types.ts';
import type { Terms } from './flight.ts';
import type { Live } from './live.ts';
import type { SemanticTier } from './semantic.ts';
import { shapeOf } from './shape.ts';
import type { Fence, Tiers } from './tiers.ts';

/** Questions are kept for people to read and for guards to compare; no model reads further. */
const MAX_QUESTION = 2_000;

export interface KeepParts {
  readonly tiers: Tiers;
  readonly semantic: () => SemanticTier | null;
  readonly now: () => Ms;
  readonly maxEntryBytes: number;
  /** How long an answer is fresh that says it depends on time. */
  readonly shortTtl: Ms;
  readonly dependsOnTime: (answer: string, now: Ms) => boolean;
  /** Told of an entry that can be found now. */
  readonly onKept: (key: Key, meta: EntryMeta, policy: Policy) => void;
}

/** What was asked, with what is needed to store its answer. */
export interface Keeping {
  readonly dialect: Dialect;
  readonly ask: Ask;
  readonly policy: Policy;
  readonly key: Key;
  readonly scope: Scope;
  readonly fence: Fence;
  /** Read when the answer is there: those who joined meanwhile have their say. */
  readonly terms: () => Terms;
  /** Of the question, if it was made already. */
  readonly embedding: Embedding | null;
}

export interface Kept {
  /** What is known when the last byte is there. */
  readonly ended: Promise<Ending>;
  /** The entry once it can be looked up; `null`: it is not going to be. */
  readonly stored: Promise<Entry | null>;
  /** Its question can be matched by meaning too, where it may. */
  readonly done: Promise<void>;
}

/** Stores what an upstream answers, behind the reply. */
export function keepAnswer(live: Live, keeping: Keeping, parts: KeepParts): Kept {
  const ended = endingOf(live, keeping, parts);
  const stored = ended.then(({ notStored }) => (notStored === null ? store(live, keeping, parts) : null));
  const done = stored.then(async (entry) => {
    await remember(entry, live, keeping, parts);
    if (entry) parts.onKept(keeping.key, entry.meta, keeping.policy);
  });
  return { ended, stored, done };
}

async function endingOf(live: Live, keeping: Keeping, parts: KeepParts): Promise<Ending> {
  const { answer } = await live.whole;
  return { usage: answer && keeping.dialect.usage(answer), notStored: await whyNotStored(live, keeping, parts) };
}

async function whyNotStored(live: Live, { dialect, ask, policy }: Keeping, parts: KeepParts): Promise<Reason | null> {
  if (policy.bypass !== null) return policy.bypass;
  if (!policy.mayStore) return 'not-asked';
  const { answer, body, fault } = await live.whole;
  if (!answer || !body) return fault ?? 'empty';
  if (body.byteLength > parts.maxEntryBytes) return 'too-large';
  // It may well bear the name that this upstream has for the model.
  return dialect.fault(answer, { ...ask, model: live.reply.model });
}

async function store(live: Live, keeping: Keeping, parts: KeepParts): Promise<Entry | null> {
  const { dialect, ask, policy, key, scope, fence } = keeping;
  const { answer, body } = await live.whole;
  if (!answer || !body) return null;
  const entry: Entry = {
    kind: 'entry',
    body,
    meta: {
      namespace: policy.namespace,
      scope,
      endpoint: ask.endpoint,
      model: ask.model,
      upstream: live.reply.upstream,
      question: (ask.question ?? '').slice(0, MAX_QUESTION),
      usage: dialect.usage(answer),
      version: policy.version,
      shape: shapeOf(ask, policy),
      ...lifetime(keeping, answer, parts),
    },
  };
  // False when the namespace was cleared since the upstream was asked.
  return (await parts.tiers.set(key, entry, fence)) ? entry : null;
}

async function remember(entry: Entry | null, live: Live, keeping: Keeping, parts: KeepParts): Promise<void> {
  const { dialect, ask, policy, key, scope } = keeping;
  const { answer } = await live.whole;
  if (!entry || !answer || policy.notSemantic !== null || ask.question === null || dialect.isPartial(answer)) return;
  const query = { key, scope, policy, question: ask.question };
  await parts.semantic()?.remember(query, keeping.embedding, entry.meta.deleteAt);
}

/** The three absolute times, fixed now, and the tags. */
function lifetime({ dialect, policy, terms }: Keeping, answer: JsonObject, parts: KeepParts) {
  const { ttl, keptStale, tags } = terms();
  const storedAt = parts.now();
  if (!policy.ttlGiven && parts.dependsOnTime(dialect.text(answer), storedAt)) {
    const staleAt = storedAt + Math.min(ttl, parts.shortTtl);
    return { tags, storedAt, staleAt, deleteAt: staleAt };
  }
  const staleAt = storedAt + ttl;
  return { tags, storedAt, staleAt, deleteAt: staleAt + keptStale };
}
