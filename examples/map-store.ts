import type { Entry, Epoch, ExactStore, Key, Ms, Namespace, Stored, StoreSize } from 'llm-cache-proxy';

/** A store of one's own, as small as it can be: a Map. It keeps what it is given, and counts the clears. */
export class MapStore implements ExactStore {
  readonly tier = 'exact';
  readonly #values = new Map<Key, Stored>();
  #epoch: Epoch = 0;

  async get(keys: readonly Key[]): Promise<(Stored | null)[]> {
    return keys.map((key) => this.#live(key));
  }

  async epoch(): Promise<Epoch> {
    return this.#epoch;
  }

  async set(key: Key, value: Stored, epoch: Epoch): Promise<boolean> {
    if (epoch !== this.#epoch) return false;
    this.#values.set(key, value);
    return true;
  }

  async expire(key: Key, staleAt: Ms, deleteAt: Ms): Promise<boolean> {
    const value = this.#live(key);
    if (value?.kind !== 'entry') return false;
    this.#values.set(key, { ...value, meta: { ...value.meta, staleAt, deleteAt } });
    return true;
  }

  async delete(keys: readonly Key[]): Promise<number> {
    return keys.filter((key) => this.#live(key) && this.#values.delete(key)).length;
  }

  async clear(namespace?: Namespace): Promise<number> {
    this.#epoch += 1;
    const cleared = [...this.#values].filter(([, value]) => isIn(value, namespace));
    for (const [key] of cleared) this.#values.delete(key);
    return cleared.filter(([, { kind }]) => kind === 'entry').length;
  }

  async size(): Promise<StoreSize> {
    const values = [...this.#values.values()];
    const entries = values.filter((value): value is Entry => value.kind === 'entry');
    const bytes = entries.reduce((sum, { body }) => sum + body.byteLength, 0);
    return { entries: entries.length, aliases: values.length - entries.length, bytes, evictions: 0 };
  }

  async flush(): Promise<void> {}
  async close(): Promise<void> {}

  #live(key: Key): Stored | null {
    const value = this.#values.get(key);
    if (!value) return null;
    const deleteAt = value.kind === 'entry' ? value.meta.deleteAt : value.deleteAt;
    if (deleteAt > Date.now()) return value;
    this.#values.delete(key);
    return null;
  }
}

/** A namespace is it, and those inside it. */
function isIn(value: Stored, namespace: Namespace | undefined): boolean {
  const own = value.kind === 'entry' ? value.meta.namespace : value.namespace;
  return namespace === undefined || own === namespace || own.startsWith(`${namespace}/`);
}
