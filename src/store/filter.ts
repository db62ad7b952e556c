import { isWithin } from '../namespace.ts';
import type { EntryMeta, Filter, Key } from '../types.ts';
import { createGlob } from './glob.ts';

/** What of an entry a filter looks at; the tags are asked for only when all else matches. */
export interface Subject extends Pick<EntryMeta, 'namespace' | 'model' | 'version' | 'question' | 'storedAt'> {
  readonly key: Key;
}

/** Whether an entry is one that the filter means. */
export type Matches = (subject: Subject, hasTag: (tag: string) => boolean) => boolean;

/** The same filter, no key and no tag in it twice. */
export function distinct(filter: Filter): Filter {
  const once = <T>(values: readonly T[] | undefined) => values && [...new Set(values)];
  return { ...filter, keys: once(filter.keys), tags: once(filter.tags) };
}

export function createMatches(filter: Filter): Matches {
  const { tags, version, model, namespace, storedUntil } = filter;
  const keys = filter.keys && new Set(filter.keys);
  const matchesPattern = filter.pattern === undefined ? undefined : createGlob(filter.pattern);
  const text = filter.text?.toLowerCase();
  return (subject, hasTag) =>
    (keys === undefined || keys.has(subject.key)) &&
    (version === undefined || subject.version === version) &&
    (model === undefined || subject.model === model) &&
    (namespace === undefined || isWithin(subject.namespace, namespace)) &&
    (storedUntil === undefined || subject.storedAt <= storedUntil) &&
    (matchesPattern === undefined || matchesPattern(subject.question)) &&
    (text === undefined || subject.question.toLowerCase().includes(text)) &&
    (tags === undefined || tags.some(hasTag));
}
