import { LRUCache } from 'lru-cache';
import type { Usage } from '../types.ts';
import { PRICES, type Price } from './prices.ts';

export interface Pricing {
  /** The price of a model, its name read as people write it; `null`: not known. */
  priceOf(model: string): Price | null;
  /** US dollars: what the upstream says, otherwise by list price; `null`: no price is known. */
  costOf(usage: Usage, model: string): number | null;
}

/** Prices found, by the clients' names: so there is a bound. */
const KEPT = 1_000;
const FREE: Price = { input: 0, output: 0, asOf: '' };

/** @param own prices of the operator's, which go before the built-in ones */
export function createPricing(own: Readonly<Record<string, Omit<Price, 'asOf'>>> = {}): Pricing {
  const table = new Map<string, Price>();
  for (const [name, price] of Object.entries(PRICES)) table.set(plain(name), price);
  for (const [name, price] of Object.entries(own)) table.set(plain(name), { ...price, asOf: '' });
  const found = new LRUCache<string, { readonly price: Price | null }>({ max: KEPT });

  function priceOf(model: string): Price | null {
    let known = found.get(model);
    if (!known) {
      known = { price: find(model, table) };
      found.set(model, known);
    }
    return known.price;
  }

  return {
    priceOf,
    costOf(usage, model) {
      if (usage.cost !== undefined) return usage.cost;
      const price = priceOf(model);
      return price && listPrice(usage, price);
    },
  };
}

function listPrice({ inputTokens, cachedInputTokens, outputTokens }: Usage, price: Price): number {
  const cached = cachedInputTokens * (price.cachedInput ?? price.input);
  return ((inputTokens - cachedInputTokens) * price.input + cached + outputTokens * price.output) / 1_000_000;
}

function find(model: string, table: ReadonlyMap<string, Price>): Price | null {
  const name = plain(model);
  for (const spelling of spellings(name)) {
    const price = table.get(spelling);
    if (price) return price;
  }
  return name.endsWith(':free') ? FREE : null;
}

/** A version or size is written with dots or dashes: `claude-3.5-haiku`, `claude-3-5-haiku`. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/(?<=\d)\.(?=\d)/g, '-');
}

/**
 * The names under which a model's price may stand, the nearest first: `openai/gpt-4o-2024-08-06:nitro`, then without
 * the tag, without vendors, each also without one ending after the other that does not change the price. `:free` is
 * never another model's price.
 */
function* spellings(name: string): Generator<string> {
  yield name;
  const [, tuned, tagless = name] = /^(ft:)?([^:]*)/.exec(name) ?? [];
  if (name.endsWith(':free')) return;
  for (let from = tagless; ; from = from.slice(from.indexOf('/') + 1)) {
    for (let short = from, next = from; next !== ''; short = next) {
      yield (tuned ?? '') + short;
      next = short.replace(NO_MATTER, '');
      if (next === short) break;
    }
    if (!from.includes('/')) return;
  }
}

/** A date (2024-08-06, 20241022, 05-20), a build (0905, 002), a size (70b, 16e, a22b, 1t), a variant at the same price. */
const NO_MATTER =
  /[-@](?:\d{4}-\d{2}-\d{2}|\d{2}-\d{2}|\d{8}|\d{6}|\d{3,4}|a?\d+[bet]|latest|preview|instruct|chat|it|exp|beta)$/;
