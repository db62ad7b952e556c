/**
 * What a stored value looks like as bytes, on disk and in Redis:
 *
 *     1 byte   the format
 *     1 line   JSON: `kind` and the metadata (an alias is nothing but metadata)
 *     the rest the upstream's body as it came
 *
 * JSON escapes line breaks, so the first one ends the metadata whatever the body holds. A hit parses this one line and
 * copies nothing.
 */
import type { Alias, Entry, EntryMeta, Key, Ms, Stored } from '../types.ts';

const FORMAT = 1;
const LINE_BREAK = 0x0a;

const utf8 = new TextEncoder();
const text = new TextDecoder();

type Head = ({ readonly kind: 'entry' } & EntryMeta) | Alias;

/** The value as bytes of their own: the result shares no memory with `stored`. */
export function encode(stored: Stored): Uint8Array<ArrayBuffer> {
  const head = utf8.encode(metadataLine(stored));
  const body = stored.kind === 'entry' ? stored.body : new Uint8Array();
  const bytes = new Uint8Array(1 + head.byteLength + body.byteLength);
  bytes[0] = FORMAT;
  bytes.set(head, 1);
  bytes.set(body, 1 + head.byteLength);
  return bytes;
}

/** The value behind the bytes, its body a view of them; `null` when they are of a format that is not known here. */
export function decode(bytes: Uint8Array): Stored | null {
  if (bytes[0] !== FORMAT) return null;
  const end = bytes.indexOf(LINE_BREAK);
  if (end === -1) return null;
  const head: Head = JSON.parse(text.decode(bytes.subarray(1, end)));
  if (head.kind === 'alias') return head;
  const { kind, ...meta } = head;
  return { kind, meta, body: bytes.subarray(end + 1) };
}

/** The same entry with other times. */
export function withTimes(entry: Entry, staleAt: Ms, deleteAt: Ms): Entry {
  return { ...entry, meta: { ...entry.meta, staleAt, deleteAt } };
}

/**
 * The same value, holding on to no more memory than it needs: a body that is a view would keep its whole buffer
 * alive, and would be copied with all of it into another thread.
 */
export function compact(stored: Stored): Stored {
  if (stored.kind === 'alias' || stored.body.byteLength === stored.body.buffer.byteLength) return stored;
  return { ...stored, body: new Uint8Array(stored.body) };
}

/** Bytes of key, metadata and body. */
export function byteSize(key: Key, stored: Stored): number {
  const body = stored.kind === 'entry' ? stored.body.byteLength : 0;
  return Buffer.byteLength(key) + 1 + Buffer.byteLength(metadataLine(stored)) + body;
}

export function namespaceOf(stored: Stored): string {
  return stored.kind === 'entry' ? stored.meta.namespace : stored.namespace;
}

export function deleteAtOf(stored: Stored): Ms {
  return stored.kind === 'entry' ? stored.meta.deleteAt : stored.deleteAt;
}

function metadataLine(stored: Stored): string {
  const head: Head = stored.kind === 'entry' ? { kind: 'entry', ...stored.meta } : stored;
  return `${JSON.stringify(head)}\n`;
}
