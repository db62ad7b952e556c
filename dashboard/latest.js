/** The latest so many of something, by id: what comes again is there once. */
export function keepLatest(limit) {
  const items = new Map();
  return {
    add(item) {
      items.delete(item.id);
      items.set(item.id, item);
      if (items.size > limit) items.delete(items.keys().next().value);
    },
    /** The newest first. */
    newest: () => [...items.values()].reverse(),
  };
}
