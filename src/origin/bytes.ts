/** Bodies as they arrive: looked into before they are handed on, and known when they are over. */

export type Bytes = AsyncIterable<Uint8Array>;

/** The part of a body that was read, and the rest. */
export interface Beginning {
  readonly held: Uint8Array[];
  readonly rest: AsyncIterator<Uint8Array>;
}

export function begin(body: Bytes): Beginning {
  return { held: [], rest: body[Symbol.asyncIterator]() };
}

/** Reads on, and holds what it reads. Whoever breaks off does not end the body. */
export function reading({ held, rest }: Beginning): Bytes {
  return once({
    async next() {
      const result = await rest.next();
      if (!result.done) held.push(result.value);
      return result;
    },
  });
}

/** A body whose beginning was read, from its beginning. */
export function replay({ held, rest }: Beginning): Bytes {
  let at = 0;
  return once({
    async next() {
      const value = held[at++];
      return value ? { done: false, value } : rest.next();
    },
    return: () => leave(rest),
  });
}

/** A body that is there already. */
export async function* given({ held }: Beginning): AsyncGenerator<Uint8Array> {
  yield* held;
}

/** The same body. `onOver` is told when it was read to its end, when it was left, or how it broke. */
export function whenOver(body: Bytes, onOver: (error?: unknown) => void): Bytes {
  const source = body[Symbol.asyncIterator]();
  return once({
    async next() {
      try {
        const result = await source.next();
        if (result.done) onOver();
        return result;
      } catch (error) {
        onOver(error);
        throw error;
      }
    },
    return() {
      onOver();
      return leave(source);
    },
  });
}

/** Ends a body that nobody wants. */
export async function leave(source: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array>> {
  await source.return?.();
  return { done: true, value: undefined };
}

function once(iterator: AsyncIterator<Uint8Array>): Bytes {
  return { [Symbol.asyncIterator]: () => iterator };
}
