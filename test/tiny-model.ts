import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Writes a sentence-embedding model of a few hundred bytes: an embedding table and nothing else, so that a text's
 * vector is the mean of its tokens' rows. With a Unigram tokenizer, it differs from the shipped model in everything.
 */
export async function writeTinyModel(folder: string, { words, rows, config = {} }: TinyModel): Promise<void> {
  await mkdir(join(folder, 'onnx'), { recursive: true });
  await writeFile(join(folder, 'onnx', 'model.onnx'), gatherModel(rows));
  await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(unigramTokenizer(words)));
  for (const [name, value] of Object.entries(config)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), JSON.stringify(value));
  }
}

export interface TinyModel {
  /** Row 0 is the unknown token's; the words have the rows after it. */
  readonly words: readonly string[];
  readonly rows: readonly (readonly number[])[];
  /** Further JSON files by name. */
  readonly config?: Readonly<Record<string, unknown>>;
}

function unigramTokenizer(words: readonly string[]) {
  return {
    version: '1.0',
    added_tokens: [],
    normalizer: { type: 'Lowercase' },
    pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always' },
    post_processor: null,
    decoder: null,
    model: { type: 'Unigram', unk_id: 0, vocab: [['<unk>', 0], ...words.map((word) => [`▁${word}`, -1])] },
  };
}

// ── ONNX, by the field numbers of onnx.proto ─────────────────────────────────────────────────────────────────────

const FLOAT = 1;
const INT64 = 7;

/** `last_hidden_state = Gather(table, input_ids)`. */
function gatherModel(rows: readonly (readonly number[])[]): Buffer {
  const dimensions = rows[0]?.length ?? 0;
  const table = message(
    integer(1, rows.length),
    integer(1, dimensions),
    integer(2, FLOAT),
    text(8, 'table'),
    bytes(9, Buffer.from(Float32Array.from(rows.flat()).buffer)),
  );
  const gather = message(text(1, 'table'), text(1, 'input_ids'), text(2, 'last_hidden_state'), text(4, 'Gather'));
  const graph = message(
    bytes(1, gather),
    text(2, 'tiny'),
    bytes(5, table),
    bytes(11, tensor('input_ids', INT64, [text(2, 'batch'), text(2, 'length')])),
    bytes(12, tensor('last_hidden_state', FLOAT, [text(2, 'batch'), text(2, 'length'), integer(1, dimensions)])),
  );
  return message(integer(1, 8), bytes(7, graph), bytes(8, message(integer(2, 17))));
}

function tensor(name: string, type: number, dimensions: readonly Buffer[]): Buffer {
  const shape = message(...dimensions.map((dimension) => bytes(1, dimension)));
  return message(text(1, name), bytes(2, message(bytes(1, message(integer(1, type), bytes(2, shape))))));
}

const message = (...fields: readonly Buffer[]): Buffer => Buffer.concat(fields);
const integer = (field: number, value: number): Buffer => message(varint(field << 3), varint(value));
const bytes = (field: number, value: Buffer): Buffer => message(varint((field << 3) | 2), varint(value.length), value);
const text = (field: number, value: string): Buffer => bytes(field, Buffer.from(value));

function varint(value: number): Buffer {
  const octets = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return Buffer.from([...octets, rest]);
    octets.push((rest & 0x7f) | 0x80);
  }
}
