const OTHER = 'other';
const LONGEST = 128;

/**
 * Names from outside as labels of metrics, of which there must be a bounded number: the first `limit` of them, and
 * `other` for what comes after, or is too long to be a name.
 */
export function createLabels(limit: number): (name: string, isGood?: boolean) => string {
  const known = new Set<string>();
  /** @param isGood whether a new name may take a place: one that only led to an error should not */
  return function labelOf(name, isGood = true) {
    if (known.has(name)) return name;
    if (!isGood || known.size >= limit || name.length > LONGEST || name === '') return OTHER;
    known.add(name);
    return name;
  };
}
