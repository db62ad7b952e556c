const utf8 = new TextEncoder();

/**
 * A response of JSON lines, made as they are read: one who reads slowly is waited for, for one who is gone nothing more
 * is made. What goes wrong on the way cuts it off, for its status is sent already; `onError` is told.
 */
export function streamLines(
  lines: AsyncGenerator<string, void>,
  onError: (error: unknown) => void,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await lines.next();
          if (done) controller.close();
          else controller.enqueue(utf8.encode(value));
        } catch (error) {
          onError(error);
          controller.error(error);
        }
      },
      async cancel() {
        await lines.return();
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(stream, {
    headers: { 'content-type': 'application/x-ndjson', 'x-accel-buffering': 'no', ...headers },
  });
}
