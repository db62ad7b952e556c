import type { Handler } from 'hono';
import { z } from 'zod';
import type { Transfer } from '../cache/transfer.ts';
import { clientGone } from '../errors.ts';
import { type OnFailure, toAppError } from './error.ts';
import { readQuery } from './parse.ts';
import { begun, streamLines } from './stream-lines.ts';

/** The query of `GET /admin/cache/export`: which entries; without any, all. */
export const exportQuery = z.object({
  model: z.string().optional(),
  tag: z.string().optional(),
  version: z.string().optional(),
  /** This one, and those inside it. */
  namespace: z.string().optional(),
});

/** Entries as JSON lines, as fast as the client reads them. */
export function exportEntries(transfer: Transfer, onFailure: OnFailure): Handler {
  return async function sendExport(context) {
    const { tag, ...filter } = readQuery(exportQuery, context);
    const lines = transfer.export({ ...filter, tags: tag === undefined ? undefined : [tag] });
    const fail = (error: unknown) => onFailure(toAppError(error), context.get('requestId') ?? '');
    return streamLines(context, await begun(lines), fail, {
      'content-disposition': 'attachment; filename="llm-cache.jsonl"',
    });
  };
}

/** Takes JSON lines, however many: read as fast as they are stored. */
export function importEntries(transfer: Transfer): Handler {
  return async function takeImport(context) {
    return context.json(await transfer.import(received(context.req.raw.body)));
  };
}

async function* received(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array, void> {
  try {
    if (body) yield* body;
  } catch (error) {
    throw clientGone(error);
  }
}
