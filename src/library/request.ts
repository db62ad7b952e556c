import { decidePolicy, type Headers, type PolicySettings } from '../cache/policy.ts';
import { AppError, invalid } from '../errors.ts';
import type { Ask, JsonObject, Namespace, Policy } from '../types.ts';
import { parseJson } from '../wire/json.ts';
import { values } from './value.ts';

/**
 * What is asked: a `prompt`, or `messages` as the OpenAI API takes them, and every further parameter that shapes the
 * answer (`temperature`, `tools`, ...). Whatever stands here is part of the key, save for the fields named below.
 */
export interface CacheRequest extends EntryOptions {
  readonly prompt?: string | undefined;
  readonly messages?: readonly object[] | undefined;
  /** Default: `default`. */
  readonly model?: string | undefined;
  /** Of the question, made by the model that `embedder` names: it is not embedded again. */
  readonly embedding?: ArrayLike<number> | undefined;
  /** Cosine similarity that a match by meaning needs, instead of the cache's own; 1 = exact only. */
  readonly threshold?: number | undefined;
  readonly [parameter: string]: unknown;
}

/** How an answer is kept. None of it is part of the key. */
export interface EntryOptions {
  /**
   * Seconds that it may live; default: the cache's `defaultTtl`. Above 0 it overrides the rule that time-sensitive
   * questions are not cached; 0 = it is not stored.
   */
  readonly ttl?: number | undefined;
  /** Labels for `invalidate`: at most 16, of up to 64 characters. */
  readonly tags?: readonly string[] | undefined;
  /** Another label; default: `v1`. */
  readonly version?: string | undefined;
}

/** A question and its answer: any JSON value but `null` and the empty string. */
export interface CacheEntry extends CacheRequest {
  readonly response: unknown;
}

export interface Read {
  readonly ask: Ask;
  readonly policy: Policy;
  readonly embedding: ArrayLike<number> | undefined;
}

/**
 * Reads a request of a program as the proxy reads one of a client, and judges it by the same policy.
 *
 * @param directives as of the `cache-control` header
 * @throws AppError(invalid_request) naming the field
 */
export function readRequest(
  request: CacheRequest,
  directives: string | undefined,
  namespace: Namespace,
  settings: PolicySettings,
): Read {
  const { prompt, messages, model = 'default', embedding, ttl, tags = [], version, threshold, ...parameters } = request;
  const ask = values.ask(toJson({ ...parameters, model, messages: toMessages(prompt, messages) }), NO_OPTIONS);
  const headers: Readonly<Record<string, string | undefined>> = {
    'cache-control': directives,
    'x-cache-ttl': ttl === undefined ? undefined : String(Math.ceil(duration('ttl', ttl))),
    'x-cache-threshold': threshold === undefined ? undefined : String(share('threshold', threshold)),
  };
  const header: Headers = (name) => headers[name];
  const policy = decidePolicy(ask, header, () => undefined, namespace, settings);
  return {
    ask,
    policy: {
      ...policy,
      ...(ttl && { ttl: Math.min(ttl * 1000, settings.maxTtl) }),
      tags: readTags(tags),
      version: version === undefined ? policy.version : readLabel('version', version),
    },
    embedding,
  };
}

const NO_OPTIONS = { ignore: values.keyIgnore, mask: [], resolveModel: (model: string) => model };

function toMessages(prompt: string | undefined, messages: readonly object[] | undefined): readonly object[] {
  if ((prompt === undefined) === (messages === undefined)) {
    throw invalid('prompt', 'A request takes either a prompt or messages.');
  }
  if (messages) return messages;
  if (typeof prompt !== 'string') throw invalid('prompt', 'prompt: takes a text');
  return [{ role: 'user', content: prompt }];
}

function toJson(body: object): JsonObject {
  let text: string;
  try {
    text = JSON.stringify(body);
  } catch (cause) {
    throw new AppError('invalid_request', 'A request takes what JSON can hold.', { cause });
  }
  return parseJson(Buffer.from(text));
}

/** @throws AppError(invalid_request) naming the field */
export function duration(name: string, seconds: number): number {
  if (Number.isFinite(seconds) && seconds >= 0) return seconds;
  throw invalid(name, `${name}: got ${String(seconds)}, takes seconds from 0`);
}

/** @throws AppError(invalid_request) naming the field */
export function share(name: string, value: number): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw invalid(name, `${name}: got ${String(value)}, takes a number from 0 to 1`);
}

function readTags(tags: readonly string[]): readonly string[] {
  if (!Array.isArray(tags) || tags.length > 16) throw invalid('tags', 'tags: takes a list of at most 16 texts');
  return [...new Set(tags.map((tag) => readLabel('tags', tag)))];
}

function readLabel(name: string, label: string): string {
  if (typeof label === 'string' && label !== '' && label.length <= 64) return label;
  throw invalid(name, `${name}: takes 1 to 64 characters`);
}
