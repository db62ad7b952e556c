/** The part of the composition root that opens the semantic tier. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Notes } from '../cache/notes.ts';
import { createSemanticTier, type SemanticTier } from '../cache/semantic.ts';
import type { Tiers } from '../cache/tiers.ts';
import type { Config } from '../config.ts';
import { createLocalEmbedder } from '../embed/local.ts';
import { createRemoteEmbedder } from '../embed/remote.ts';
import { selfTest } from '../embed/self-test.ts';
import { AppError } from '../errors.ts';
import type { Embedder, Ms, VectorIndex } from '../types.ts';
import { openIndex, type StoreSettings, type StoreSurroundings, type Stores } from './stores.ts';

/** A pause before an embedder that did not pass its self-test is tried again. */
const SEMANTIC_RETRY: Ms = 30_000;

/** The settings that say which embedder and index, and whether they serve. */
export type SemanticSettings = StoreSettings &
  Pick<
    Config,
    | 'EMBED_TIMEOUT_MS'
    | 'EMBEDDING_DEVICE'
    | 'EMBEDDING_MODEL'
    | 'EMBEDDING_URL'
    | 'ENABLE_SEMANTIC_CACHE'
    | 'HF_TOKEN'
    | 'SEMANTIC_MODE'
  >;

export interface SemanticState {
  tier: SemanticTier | null;
  index: VectorIndex | null;
  embedder: Embedder | null;
  /** Why it is off though it should be on. */
  error: string | null;
  since: Ms;
}

/** Opens the semantic tier; one that fails its self-test stays off, is said, and is tried again from time to time. */
export function openSemantic(
  config: SemanticSettings,
  tiers: Tiers,
  notes: Notes,
  stores: Stores,
  surroundings: StoreSurroundings,
  openEmbedder = () => openTested(config, surroundings),
) {
  const { now, onError } = surroundings;
  const state: SemanticState = { tier: null, index: null, embedder: null, error: null, since: now() };
  let retry: NodeJS.Timeout | undefined;
  let closed = false;

  async function open(): Promise<void> {
    let embedder: Embedder | undefined;
    try {
      embedder = await openEmbedder();
      const index = await openIndex(config, embedder, stores, surroundings);
      const options = {
        shadow: config.SEMANTIC_MODE === 'shadow',
        embedTimeout: config.EMBED_TIMEOUT_MS,
        vectorTimeout: config.VECTOR_TIMEOUT_MS,
      };
      const tier = createSemanticTier({ embedder, index, tiers, notes, now, onError }, options);
      Object.assign(state, { embedder, index, tier, error: null });
    } catch (error) {
      await embedder?.close();
      if (error instanceof AppError && error.param === 'DATA_DIR') throw error;
      if (state.error === null) state.since = now();
      state.error = error instanceof Error ? error.message : String(error);
      onError('embedding', error);
      if (!closed) retry = setTimeout(open, SEMANTIC_RETRY).unref();
    }
  }

  return {
    state: state as Readonly<SemanticState>,
    opened: isSemantic(config) ? open() : Promise.resolve(),
    async close() {
      closed = true;
      clearTimeout(retry);
      await state.index?.close();
      await state.embedder?.close();
    },
  };
}

/** The embedder that the configuration names, once it has passed its self-test. */
export async function openTested(config: SemanticSettings, surroundings: StoreSurroundings): Promise<Embedder> {
  const embedder = await openConfigured(config, surroundings);
  try {
    await selfTest(embedder);
    return embedder;
  } catch (error) {
    await embedder.close();
    throw error;
  }
}

function openConfigured(config: SemanticSettings, { now, log }: StoreSurroundings): Promise<Embedder> {
  const { EMBEDDING_URL: url, HF_TOKEN: token, EMBED_TIMEOUT_MS: timeout } = config;
  if (url) return createRemoteEmbedder({ url, token, timeout, now, onNotice: (message) => log.warn(message) });
  const shipped = fileURLToPath(new URL('../../models/', import.meta.url));
  const named = join(shipped, config.EMBEDDING_MODEL);
  const folder = existsSync(named) ? named : config.EMBEDDING_MODEL;
  return createLocalEmbedder({ folder, device: config.EMBEDDING_DEVICE });
}

export function isSemantic(config: SemanticSettings): boolean {
  return config.ENABLE_SEMANTIC_CACHE && config.SEMANTIC_MODE !== 'off';
}
