import { invalid } from '../errors.ts';
import type { Cursor } from '../types.ts';

/** A place in an order, as text that fits into a URL. @param order its name, which the cursor is bound to */
export function encodeCursor(order: string, ...place: readonly (string | number)[]): Cursor {
  return Buffer.from(JSON.stringify([order, ...place.map(String)])).toString('base64url');
}

/**
 * What `encodeCursor` was given.
 * @param count how many values the place has
 * @throws AppError(invalid_request) naming `cursor`
 */
export function decodeCursor(cursor: Cursor, order: string, count: number): readonly string[] {
  const [name, ...place] = parse(cursor);
  if (name !== order || place.length !== count) {
    throw invalid('cursor', 'cursor: not one that these entries, in this order, were given with');
  }
  return place;
}

function parse(cursor: Cursor): readonly string[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts.map(String) : [];
  } catch (cause) {
    throw invalid('cursor', 'cursor: not one that a list of entries was given with', cause);
  }
}
