import type { ServerResponse } from 'node:http';
import type { Context } from 'hono';
import { clientGone } from '../errors.ts';

/** https://fetch.spec.whatwg.org/#null-body-status */
const NO_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

/** Told once: `null` when the last byte was handed over, or why it was not. */
type OnEnd = (error: unknown) => void;

/**
 * A body for a response with that status. One who reads slowly is waited for; one who is gone ends it. When it breaks
 * off, so does the connection: what came before must not pass for all there is.
 */
export function streamBytes(
  context: Context,
  status: number,
  body: AsyncIterable<Uint8Array>,
  onEnd: OnEnd,
): ReadableStream<Uint8Array> | null {
  const iterator = body[Symbol.asyncIterator]();
  let ended = false;
  function end(error: unknown): void {
    if (!ended) onEnd(error);
    ended = true;
  }
  if (context.req.method === 'HEAD' || NO_BODY.has(status)) {
    // Of what there should not be, nothing is read.
    void iterator
      .next()
      .then(() => iterator.return?.())
      .then(() => end(null), end);
    return null;
  }
  // Only over a socket.
  const outgoing: ServerResponse | undefined = context.env?.outgoing;
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await iterator.next();
          if (!done) return controller.enqueue(value);
          controller.close();
          end(null);
        } catch (error) {
          end(error);
          if (!outgoing) return controller.error(error);
          // Told of the error, node-server would end the response with its message, and print it.
          outgoing.destroy();
          controller.close();
        }
      },
      async cancel(reason) {
        end(clientGone(reason));
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
