import type { SseEvent } from '../types.ts';

interface Reader {
  at: number;
  gone: boolean;
}

/**
 * The events of one stream, followed by any number of readers, each at its own place; one who comes late reads from
 * the start. Up to `maxBytes` everything is kept. Past that the list takes no new reader, forgets what all have read,
 * and `append` waits for the slowest: memory stays bounded and back-pressure reaches the upstream.
 */
export class Chunks {
  readonly #maxBytes: number;
  #kept: SseEvent[] = [];
  /** How many were forgotten before the first that is kept. */
  #forgotten = 0;
  #bytes = 0;
  #overflowed = false;
  #ended = false;
  #readers = new Set<Reader>();
  #changed = Promise.withResolvers<void>();

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** More came than is kept. */
  get overflowed(): boolean {
    return this.#overflowed;
  }

  /** Resolves when there is room for the next. */
  async append(event: SseEvent): Promise<void> {
    this.#kept.push(event);
    this.#bytes += sizeOf(event);
    if (this.#bytes > this.#maxBytes) this.#overflowed = true;
    this.#wake();
    while (this.#overflowed && this.#forget() > this.#maxBytes) await this.#changed.promise;
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** Follows the stream from its start to its end, or until the signal aborts; `null`: the start is lost. */
  read(signal: AbortSignal): AsyncGenerator<SseEvent, void> | null {
    if (this.#forgotten > 0) return null;
    const reader: Reader = { at: 0, gone: signal.aborted };
    const leave = () => {
      reader.gone = true;
      this.#readers.delete(reader);
      this.#wake();
    };
    signal.addEventListener('abort', leave, { once: true });
    if (!reader.gone) this.#readers.add(reader);
    return this.#follow(reader, () => {
      signal.removeEventListener('abort', leave);
      leave();
    });
  }

  async *#follow(reader: Reader, leave: () => void): AsyncGenerator<SseEvent, void> {
    try {
      while (!reader.gone) {
        const event = this.#kept[reader.at - this.#forgotten];
        if (event) {
          reader.at++;
          if (this.#overflowed) this.#wake();
          yield event;
        } else if (this.#ended) return;
        else await this.#changed.promise;
      }
    } finally {
      leave();
    }
  }

  /** Forgets what every reader has read; returns the bytes that are left. */
  #forget(): number {
    let read = this.#forgotten + this.#kept.length;
    for (const reader of this.#readers) read = Math.min(read, reader.at);
    for (const event of this.#kept.splice(0, read - this.#forgotten)) this.#bytes -= sizeOf(event);
    this.#forgotten = read;
    return this.#bytes;
  }

  #wake(): void {
    const { resolve } = this.#changed;
    this.#changed = Promise.withResolvers();
    resolve();
  }
}

function sizeOf(event: SseEvent): number {
  return (event.data?.length ?? event.comment?.length ?? 0) + 32;
}
