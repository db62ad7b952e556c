/**
 * Namespaces nest: a client's inner ones are `<client>/<name>`. What is said of a namespace, as that it is cleared, is
 * said of those inside it too.
 */
import type { Namespace } from './types.ts';

/** Whether a namespace is `outer`, or inside it. */
export function isWithin(namespace: Namespace, outer: Namespace): boolean {
  return namespace === outer || namespace.startsWith(`${outer}/`);
}

/** The namespace and those that it is inside of, the outermost first. */
export function withOuter(namespace: Namespace): readonly Namespace[] {
  const found: Namespace[] = [];
  for (let slash = namespace.indexOf('/'); slash !== -1; slash = namespace.indexOf('/', slash + 1)) {
    found.push(namespace.slice(0, slash));
  }
  found.push(namespace);
  return found;
}
