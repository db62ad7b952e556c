import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Tokenizer } from '@huggingface/tokenizers';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Embedding } from '../types.ts';
import { normalize } from './vector.ts';
import { wholeWords } from './vocabulary.ts';

/** What identifies a model and what it can read. */
export interface ModelFacts {
  readonly id: string;
  readonly dimensions: number;
  readonly window: number;
  readonly vocabulary: ReadonlySet<string>;
}

export interface ModelOptions {
  /** Holds `tokenizer.json` and `onnx/`, laid out as transformers.js reads it. */
  readonly folder: string;
  /** ONNX Runtime's execution provider: `cpu`, `cuda`, `coreml`, ... */
  readonly device: string;
  /** The id that the folder must still have, when it is loaded a second time. */
  readonly id?: string;
}

export interface Model extends ModelFacts {
  embed(text: string): Promise<Embedding>;
}

/** The smallest first: int8 costs 0.005 of cosine on average (models/README.md). */
const WEIGHTS = ['model_quantized.onnx', 'model_int8.onnx', 'model.onnx'];

/** BERT's, when no file of the folder says otherwise. */
const USUAL_WINDOW = 512;

/** Loads a sentence-embedding model. Throws when the folder is not one, or its pooling is none that we know. */
export async function loadModel({ folder, device, id: expectedId }: ModelOptions): Promise<Model> {
  const weights = await findWeights(folder);
  const tokenizerFile = await readFile(join(folder, 'tokenizer.json'));
  const tokenizerConfig = await readJson(folder, 'tokenizer_config.json');
  const pool = await poolingOf(folder);
  const window = await windowOf(folder, tokenizerConfig);

  const definition = JSON.parse(tokenizerFile.toString());
  const tokenizer = new Tokenizer(definition, tokenizerConfig);
  const unknownId = unknownTokenId(tokenizer, definition, tokenizerConfig);
  const session = await InferenceSession.create(weights, {
    executionProviders: [device],
    // Two threads were slower than one on a two-core machine, and would take cores from other requests.
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const output = outputName(session);

  /** One text a run: in a padded batch int8 gives the same text another vector (cosine 0.988 at worst). */
  async function embed(text: string): Promise<Embedding> {
    const { ids, attention_mask: mask }: { ids: number[]; attention_mask: number[] } = tokenizer.encode(text);
    const tokens = ids.length;
    const unknown = ids.filter((id) => id === unknownId).length;
    if (tokens > window) return { vector: new Float32Array(0), tokens, unknown };

    const shape = [1, tokens];
    const inputs: Record<string, readonly number[]> = {
      input_ids: ids,
      attention_mask: mask,
      token_type_ids: new Array<number>(tokens).fill(0),
    };
    const feeds = Object.fromEntries(
      session.inputNames.flatMap((name) => {
        const values = inputs[name];
        return values ? [[name, new Tensor('int64', BigInt64Array.from(values, BigInt), shape)]] : [];
      }),
    );
    const result = (await session.run(feeds, [output]))[output];
    if (!(result?.data instanceof Float32Array)) throw new Error(`the output ${output} is not float32`);
    const sentence = result.dims.length === 3 ? pool(result.data, mask) : Float32Array.from(result.data);
    return { vector: normalize(sentence), tokens, unknown };
  }

  const dimensions = (await embed('dimensions')).vector.length;
  const id = `${nameOf(folder)}-${await fingerprint(weights, tokenizerFile)}-${dimensions}`;
  if (expectedId !== undefined && id !== expectedId) {
    throw new Error(`the model in ${folder} was ${expectedId} and is now ${id}: restart to use it`);
  }
  return { id, dimensions, window, vocabulary: wholeWords(tokenizer), embed };
}

async function findWeights(folder: string): Promise<string> {
  for (const name of WEIGHTS) {
    const path = join(folder, 'onnx', name);
    const found = await access(path).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  throw new Error(`${folder} holds none of ${WEIGHTS.map((name) => `onnx/${name}`).join(', ')}`);
}

/** Empty when the file is not there: all but the tokenizer is optional. */
async function readJson(folder: string, name: string): Promise<Record<string, unknown>> {
  let text: string;
  try {
    text = await readFile(join(folder, name), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${join(folder, name)} is not JSON`, { cause: error });
  }
}

/**
 * Tokens that the model was trained to read, special ones included. sentence-transformers keeps the number in
 * `sentence_bert_config.json`; without it, the smaller of what the tokenizer and the position table allow.
 */
async function windowOf(folder: string, tokenizerConfig: Record<string, unknown>): Promise<number> {
  const trained = (await readJson(folder, 'sentence_bert_config.json')).max_seq_length;
  if (isCount(trained)) return trained;
  const positions = (await readJson(folder, 'config.json')).max_position_embeddings;
  const limits = [tokenizerConfig.model_max_length, positions].filter(isCount);
  return limits.length > 0 ? Math.min(...limits) : USUAL_WINDOW;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

/** `undefined` for a tokenizer that knows every byte and so has no unknown token. */
function unknownTokenId(
  tokenizer: Tokenizer,
  definition: { model?: { unk_token?: unknown; unk_id?: unknown } },
  config: Record<string, unknown>,
): number | undefined {
  const { unk_token: token, unk_id: id } = definition.model ?? {};
  if (typeof id === 'number') return id;
  const named = token ?? config.unk_token;
  return typeof named === 'string' ? tokenizer.token_to_id(named) : undefined;
}

type Pooling = (states: Float32Array, mask: readonly number[]) => Float32Array;

/** sentence-transformers keeps the way in `1_Pooling/config.json`; without it, the mean. */
async function poolingOf(folder: string): Promise<Pooling> {
  const config = await readJson(folder, join('1_Pooling', 'config.json'));
  const modes = Object.keys(config).filter((name) => name.startsWith('pooling_mode_') && config[name] === true);
  if (modes.length === 0) return meanPooling;
  if (modes.length === 1 && modes[0] === 'pooling_mode_mean_tokens') return meanPooling;
  if (modes.length === 1 && modes[0] === 'pooling_mode_cls_token') return firstToken;
  throw new Error(`${folder} wants ${modes.join(' and ')}; known are mean_tokens and cls_token`);
}

function meanPooling(states: Float32Array, mask: readonly number[]): Float32Array {
  const dimensions = states.length / mask.length;
  const sum = new Float32Array(dimensions);
  for (const [token, attended] of mask.entries()) {
    if (!attended) continue;
    const start = token * dimensions;
    for (let i = 0; i < dimensions; i++) sum[i]! += states[start + i]!;
  }
  return sum; // The division by the number of tokens falls away in the L2 norm.
}

function firstToken(states: Float32Array, mask: readonly number[]): Float32Array {
  return states.slice(0, states.length / mask.length);
}

/** A sentence's own embedding where the graph computes one, else the states of its tokens. */
function outputName(session: InferenceSession): string {
  const names = session.outputNames;
  const name = ['sentence_embedding', 'last_hidden_state'].find((known) => names.includes(known)) ?? names[0];
  if (name === undefined) throw new Error('the model has no output');
  return name;
}

/** Two models of one name are told apart by their weights and their tokenizer. */
async function fingerprint(weights: string, tokenizer: Buffer): Promise<string> {
  const hash = createHash('sha256').update(tokenizer);
  await pipeline(createReadStream(weights), hash);
  return hash.digest('hex').slice(0, 8);
}

/** Part of a collection's and of a file's name. */
function nameOf(folder: string): string {
  return basename(resolve(folder)).replaceAll(/[^A-Za-z0-9._-]/g, '_');
}
