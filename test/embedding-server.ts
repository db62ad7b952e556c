import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

interface Scripted {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
}

export interface EmbeddingServer {
  readonly url: string;
  readonly received: readonly Received[];
  /** Answers the next requests to a path with this, until it is `null`. */
  script(path: string, answer: Scripted | null): void;
  close(): Promise<void>;
}

const WINDOW = 128;
const DIMENSIONS = 256;
/** Words that say nothing. */
const EMPTY = new Set(
  ['the', 'is', "it's", 'so', 'he', 'to', 'today', 'outside', 'lovely', '.', '!', '?', ','].map(idOf),
);

/**
 * Speaks like text-embeddings-inference: `/` and `/embed`, `/info`, `/tokenize`. Texts are near each other that share
 * words, which is meaning enough for the tests; "weather" and "sunny" are one word to it.
 */
export async function startEmbeddingServer({ only }: { only?: readonly string[] } = {}): Promise<EmbeddingServer> {
  const received: Received[] = [];
  const scripts = new Map<string, Scripted>();

  const server = createServer(async (request, response) => {
    const path = request.url ?? '/';
    const body = request.method === 'POST' ? await json(request) : null;
    received.push({ method: request.method ?? '', path, headers: request.headers, body });
    const { status, body: answer, headers } = scripts.get(path) ?? reply(path, body, only);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    received,
    script: (path, answer) => void (answer ? scripts.set(path, answer) : scripts.delete(path)),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function reply(path: string, body: unknown, only?: readonly string[]): Scripted {
  const text = textOf(body);
  if (only && !only.includes(path)) return { status: 404, body: { error: 'not found' } };
  if (path === '/info')
    return { status: 200, body: { model_id: 'test/words', model_sha: 'abcdef0123', max_input_length: WINDOW } };
  if (path === '/tokenize')
    return { status: 200, body: [tokensOf(text).map((id) => ({ id, text: '', special: false }))] };
  if (tokensOf(text).length > WINDOW) return { status: 413, body: { error: 'inputs must have less than 128 tokens' } };
  return { status: 200, body: [vectorOf(text)] };
}

function textOf(body: unknown): string {
  return typeof body === 'object' && body && 'inputs' in body ? String(body.inputs) : '';
}

/** 1 stands for what it doesn't know: all but Latin letters and digits. */
function tokensOf(text: string): number[] {
  const words = text.toLowerCase().match(/[a-z0-9']+|[^\sa-z0-9']/gu) ?? [];
  return words.map((word) => (/^[a-z0-9'.,?!]/.test(word) ? idOf(word === 'sunny' ? 'weather' : word) : 1));
}

function vectorOf(text: string): number[] {
  const vector = new Array<number>(DIMENSIONS).fill(0.01);
  for (const id of tokensOf(text)) if (!EMPTY.has(id)) vector[id % DIMENSIONS] = (vector[id % DIMENSIONS] ?? 0) + 1;
  return vector;
}

function idOf(word: string): number {
  return 2 + [...word].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973, 7);
}
