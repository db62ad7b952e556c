/** Whether something in the requests changes on every call, such as a time in a system prompt: nothing is ever hit then. */
import type { ListedEntry } from './entries.ts';
import { shortened } from './table.ts';

/** Fewer say nothing. */
const ENTRIES_NEEDED = 20;
const KEYS_NEEDED = 5;
/** Of the scopes of a model, the share that may be alone: conversations go on in scopes of their own. */
const MOST_ALONE = 0.9;

/** A request as `/admin/requests` and the request log have it, as far as it is read here. */
export interface Asked {
  readonly namespace?: string;
  readonly model?: string;
  readonly cache?: string;
  readonly key?: string;
  readonly question?: string | null;
}

/** Models whose entries each stand in a scope of their own that was never asked again; a sentence for each. */
export function findLoneScopes(entries: readonly ListedEntry[]): string[] {
  // An embedding has no question to tell its scope from its key.
  const chats = entries.filter(({ endpoint }) => endpoint !== 'embeddings');
  const groups = Map.groupBy(chats, ({ namespace, model }) => `${model} in the namespace ${namespace}`);
  return [...groups].flatMap(([name, group]) => {
    if (group.length < ENTRIES_NEEDED) return [];
    const scopes = [...Map.groupBy(group, ({ scope }) => scope).values()];
    const alone = scopes.filter(([first, ...others]) => others.length === 0 && first?.hits === 0);
    if (alone.length < MOST_ALONE * scopes.length) return [];
    return [`of ${group.length} entries of ${name}, ${alone.length} are each alone in a scope that never came again`];
  });
}

/** Questions that were asked again and again under another key each time; a sentence for each. */
export function findSplitQuestions(requests: readonly Asked[]): string[] {
  const cached = requests.filter(({ cache, question, key }) => key && question && cache !== 'BYPASS');
  const groups = Map.groupBy(cached, ({ namespace, model, question }) => JSON.stringify([namespace, model, question]));
  return [...groups.values()].flatMap((group) => {
    const keys = new Set(group.map(({ key }) => key));
    const [first] = group;
    if (keys.size < KEYS_NEEDED || group.some(({ cache }) => cache !== 'MISS')) return [];
    return [
      `"${shortened(first?.question ?? '')}" was asked ${group.length} times under ${keys.size} keys, and never hit`,
    ];
  });
}
