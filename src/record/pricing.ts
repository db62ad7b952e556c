import { LRUCache } from 'lru-cache';
import type { Usage } from '../types.ts';

/** US dollars for a million tokens. */
export interface Price {
  readonly input: number;
  readonly cachedInput?: number;
  readonly output: number;
}

/** List prices as published in October 2025. They change: what is printed from them is an estimate. */
const PRICES: Readonly<Record<string, Price>> = {
  'llama-3.3-70b-versatile': { input: 0.59, output: 0.79 },
  'llama-3.1-8b-instant': { input: 0.05, output: 0.08 },
  'llama-4-scout': { input: 0.11, output: 0.34 },
  'llama-4-maverick': { input: 0.2, output: 0.6 },
  'qwen3-32b': { input: 0.29, output: 0.59 },
  'kimi-k2-0905': { input: 1, cachedInput: 0.5, output: 3 },
  'gpt-oss-20b': { input: 0.075, output: 0.3 },
  'gpt-oss-120b': { input: 0.15, output: 0.6 },
  'gpt-4o': { input: 2.5, cachedInput: 1.25, output: 10 },
  'gpt-4o-mini': { input: 0.15, cachedInput: 0.075, output: 0.6 },
  'gpt-4.1': { input: 2, cachedInput: 0.5, output: 8 },
  'gpt-4.1-mini': { input: 0.4, cachedInput: 0.1, output: 1.6 },
  'gpt-4.1-nano': { input: 0.1, cachedInput: 0.025, output: 0.4 },
  'gpt-5': { input: 1.25, cachedInput: 0.125, output: 10 },
  'gpt-5-mini': { input: 0.25, cachedInput: 0.025, output: 2 },
  'gpt-5-nano': { input: 0.05, cachedInput: 0.005, output: 0.4 },
  o3: { input: 2, cachedInput: 0.5, output: 8 },
  'o4-mini': { input: 1.1, cachedInput: 0.275, output: 4.4 },
};

/** Models seen; the names are the clients', so there is a bound. */
const known = new LRUCache<string, { readonly price: Price | null }>({ max: 1_000 });

/** The price of a model by its name without vendor, variant and date; `null`: not known. */
export function priceOf(model: string): Price | null {
  let found = known.get(model);
  if (!found) {
    found = { price: findPrice(model) };
    known.set(model, found);
  }
  return found.price;
}

function findPrice(model: string): Price | null {
  const name = model.toLowerCase().replace(/^.*\//, '').replace(/:.*$/, '');
  const undated = name.replace(/-(\d{4}-\d{2}-\d{2}|\d{4,8})$/, '');
  const exact = PRICES[name] ?? PRICES[undated];
  if (exact) return exact;
  // `llama-4-scout-17b-16e-instruct`: the longest name that the model's begins with, at a dash before a size.
  const family = Object.keys(PRICES).filter((known) => new RegExp(`^${RegExp.escape(known)}-\\d+[a-z]`).test(name));
  return PRICES[family.toSorted((one, other) => other.length - one.length)[0] ?? ''] ?? null;
}

/** US dollars. */
export function costOf(usage: Usage, price: Price): number {
  const fresh = usage.inputTokens - usage.cachedInputTokens;
  const cached = usage.cachedInputTokens * (price.cachedInput ?? price.input);
  return (fresh * price.input + cached + usage.outputTokens * price.output) / 1_000_000;
}
