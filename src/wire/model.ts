/** What the names of models tell. */

/** Characters of a name: logs and metrics keep names, and each is held against the patterns of every upstream. */
export const LONGEST_NAME = 512;

/** Models that look things up on the live web by themselves. */
const LIVE_SEARCH = /[:-]online$|-deep-research|-search-(?:preview|api)|(?:^|\/)compound(?:-|$)|(?:^|\/)sonar(?:-|$)/;
/** Names that stand for whatever model a router chooses. */
const ROUTER = /^openrouter\/|(?:^|\/)(?:auto|model-router)$|^@preset\//;
/** A version at the end: a date (2024-08-06, 20241022, 05-20), a build (0125, 002), or v0.3. */
const VERSION = /[-@](?:\d{4}-\d{2}-\d{2}|\d{2}-\d{2}|\d{8}|\d{3,4}|v\d+(?:\.\d+)*)$/;

export function isLiveSearchModel(model: string): boolean {
  return LIVE_SEARCH.test(model.toLowerCase());
}

/**
 * Whether an answer that says it is from `answered` is what was asked for with `asked`. Vendor prefix, `-latest`,
 * `-preview` and case do not count, nor does a version or a `:tag` that only one of the names bears.
 */
export function isSameModel(asked: string, answered: string): boolean {
  if (ROUTER.test(asked.toLowerCase())) return true;
  const [a, b] = [readName(asked), readName(answered)];
  if (a.tag && b.tag && a.tag !== b.tag) return false;
  return a.name === b.name || a.name === b.name.replace(VERSION, '') || b.name === a.name.replace(VERSION, '');
}

function readName(model: string): { name: string; tag?: string | undefined } {
  const lower = model.toLowerCase();
  if (lower.startsWith('ft:')) return { name: lower }; // a fine-tuned model: all of its parts count
  const [name = '', tag] = lower.slice(lower.lastIndexOf('/') + 1).split(':');
  return { name: name.replaceAll(/-(?:latest|preview)(?=-|$)/g, ''), tag };
}
