import { withOuter } from '../namespace.ts';
import type { Bus, Key, Ledger, Ms, Namespace } from '../types.ts';

const VETOES = 'vetoes';
const CLEARS = 'semantic-clears';

/**
 * What every process remembers for good about matches by meaning: which pairs somebody said are not the same, and when
 * the decisions of a namespace were cleared. In memory, since every read asks; in the ledger, since it has to last.
 */
export interface Notes {
  /** Neither of the two is ever answered with the other's answer. */
  isVetoed(one: Key, other: Key): boolean;
  veto(one: Key, other: Key): Promise<void>;
  /** Decisions made up to then in the namespace are void: it was cleared, or one that it is inside of. */
  clearedAt(namespace: Namespace): Ms;
  /** @param namespace all of them when it is not given */
  clear(at: Ms, namespace?: Namespace): Promise<void>;
}

/** Opens the notes. A ledger that cannot be read is reported, and read again after a gap on the bus. */
export async function openNotes(ledger: Ledger, bus: Bus, onError: (error: unknown) => void): Promise<Notes> {
  const vetoes = new Set<string>();
  const clears = new Map<Namespace | typeof EVERYWHERE, Ms>();

  function learn(set: string, note: string): void {
    if (set === VETOES) vetoes.add(note);
    if (set !== CLEARS) return;
    const { at, namespace } = parseClear(note);
    clears.set(namespace, Math.max(at, clears.get(namespace) ?? 0));
  }

  async function load(): Promise<void> {
    try {
      for (const set of [VETOES, CLEARS]) for (const note of await ledger.read(set)) learn(set, note);
    } catch (error) {
      onError(error);
    }
  }

  async function add(set: string, note: string): Promise<void> {
    learn(set, note);
    bus.publish({ kind: 'note', set, note });
    await ledger.add(set, note);
  }

  bus.subscribe((message) => {
    if (message === 'gap') void load();
    else if (message.kind === 'note') learn(message.set, message.note);
  });
  await load();
  return {
    isVetoed: (one, other) => vetoes.size > 0 && vetoes.has(pairOf(one, other)),
    veto: (one, other) => add(VETOES, pairOf(one, other)),
    clearedAt: (namespace) =>
      clears.size === 0 ? 0 : Math.max(...[EVERYWHERE, ...withOuter(namespace)].map((one) => clears.get(one) ?? 0)),
    clear: (at, namespace = EVERYWHERE) => add(CLEARS, `${at} ${namespace}`),
  };
}

/** No namespace bears this name. */
const EVERYWHERE = '*';

function parseClear(note: string): { readonly at: Ms; readonly namespace: Namespace } {
  const space = note.indexOf(' ');
  return { at: Number(note.slice(0, space)), namespace: note.slice(space + 1) };
}

/** The same for both orders. */
function pairOf(one: Key, other: Key): string {
  return one < other ? `${one}:${other}` : `${other}:${one}`;
}
