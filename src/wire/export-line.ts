/**
 * One entry as a line of an export: its metadata as it is stored (times in epoch milliseconds), its body byte for byte,
 * and its vector with the name of the model that made it.
 */
import { z } from 'zod';
import { invalid } from '../errors.ts';
import type { Entry, Key } from '../types.ts';

const FORMAT = 1;

export interface Exported {
  readonly key: Key;
  readonly entry: Entry;
  readonly hits: number;
  /** `null`: the entry is not to be matched by meaning. */
  readonly vector: ExportedVector | null;
}

export interface ExportedVector {
  readonly embedder: string;
  readonly question: string;
  /** L2-normalised. */
  readonly values: Float32Array;
}

const digest = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits');
const count = z.int().nonnegative();
const time = z.number().nonnegative();

/** In the order in which an entry is made (cache/keep.ts), so that its line is the same again after an import. */
const meta = z
  .looseObject({
    namespace: z.string().min(1).max(256),
    scope: digest,
    endpoint: z.enum(['chat.completions', 'responses', 'completions', 'embeddings']),
    model: z.string(),
    upstream: z.string(),
    question: z.string(),
    usage: z
      .object({ inputTokens: count, outputTokens: count, cachedInputTokens: count, cost: z.number().exactOptional() })
      .nullable(),
    version: z.string(),
    shape: z.record(z.string(), z.string()),
    tags: z.array(z.string().min(1)),
    storedAt: time,
    staleAt: time,
    deleteAt: time,
  })
  .refine(({ storedAt, staleAt, deleteAt }) => storedAt <= staleAt && staleAt <= deleteAt, {
    path: ['deleteAt'],
    message: 'storedAt, staleAt and deleteAt must follow each other',
  });

const exportLine = z.object({
  format: z.literal(FORMAT),
  key: digest,
  meta,
  hits: count.default(0),
  /** The body: as text, or, where its bytes are none in UTF-8, in base64. */
  body: z.string().optional(),
  body_base64: z.base64().optional(),
  vector: z.object({ embedder: z.string(), question: z.string(), values: z.base64() }).optional(),
});

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function writeLine({ key, entry, hits, vector }: Exported): string {
  const line: z.input<typeof exportLine> = {
    format: FORMAT,
    key,
    meta: { ...entry.meta, usage: entry.meta.usage, tags: [...entry.meta.tags], shape: { ...entry.meta.shape } },
    hits,
    ...bodyOf(entry),
    ...(vector && { vector: { ...vector, values: toBase64(vector.values) } }),
  };
  return `${JSON.stringify(line)}\n`;
}

function bodyOf({ body }: Entry): { body: string } | { body_base64: string } {
  try {
    return { body: utf8.decode(body) };
  } catch {
    return { body_base64: Buffer.from(body).toString('base64') };
  }
}

/** @throws AppError(invalid_request) naming the field */
export function readLine(bytes: Uint8Array): Exported {
  const parsed = exportLine.safeParse(parse(bytes));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path.join('.') ?? '';
    throw invalid(field, `${field}${field && ': '}${issue?.message ?? 'invalid'}`);
  }
  const { key, meta, hits, body, body_base64, vector } = parsed.data;
  if (body === undefined && body_base64 === undefined) throw invalid('body', 'body: missing');
  const content = new Uint8Array(body === undefined ? Buffer.from(body_base64 ?? '', 'base64') : Buffer.from(body));
  if (meta.endpoint !== 'embeddings' && !isJsonObject(content)) throw invalid('body', 'body: not a JSON object');
  return {
    key,
    entry: { kind: 'entry', meta, body: content },
    hits,
    vector: vector ? { ...vector, values: fromBase64(vector.values) } : null,
  };
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch (cause) {
    throw invalid('', 'not JSON in UTF-8', cause);
  }
}

function isJsonObject(bytes: Uint8Array): boolean {
  try {
    const value: unknown = JSON.parse(utf8.decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** f32 in little-endian order, which is that of every platform that Node runs on but one (s390x). */
function toBase64(values: Float32Array): string {
  return Buffer.from(Float32Array.from(values).buffer).toString('base64');
}

/** @throws AppError(invalid_request) when it is no vector of length one */
function fromBase64(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64');
  const whole = bytes.length - (bytes.length % Float32Array.BYTES_PER_ELEMENT);
  const values = new Float32Array(Uint8Array.from(bytes.subarray(0, whole)).buffer);
  const norm = Math.hypot(...values);
  if (whole !== bytes.length || !(Math.abs(norm - 1) < 0.01))
    throw invalid('vector.values', 'vector.values: no vector');
  return values;
}
