export interface TokenCount {
  readonly tokens: number;
  readonly unknown: number;
}

interface Endpoint {
  ask(path: string, body: object, signal: AbortSignal): Promise<unknown>;
  vectorOf(text: string, signal: AbortSignal): Promise<Float32Array>;
}

type Counter = (text: string, signal: AbortSignal) => Promise<TokenCount>;

/** Two characters that hardly any vocabulary holds, so that what the model does with them shows its unknown token. */
const RARE = ['\u{2a6a5}', '\u{20bb7}'] as const;

/**
 * How an endpoint's tokens are counted: by its own `/tokenize` (text-embeddings-inference), or by an estimate that is
 * never too low for the usual tokenizers.
 */
export async function readTokenizer({ ask, vectorOf }: Endpoint, signal: AbortSignal): Promise<Counter> {
  const tokenize = async (text: string, special: boolean, signal: AbortSignal) =>
    readTokenIds(await ask('/tokenize', { inputs: text, add_special_tokens: special }, signal));

  const [one, other] = await Promise.all(RARE.map((text) => tokenize(text, false, signal)));
  if (one && other) {
    const unknownId = one.length === 1 && one[0] === other[0] ? one[0] : undefined;
    return async (text, signal) => {
      const ids = await tokenize(text, true, signal);
      if (!ids) throw new Error('the embedding endpoint stopped counting tokens');
      return { tokens: ids.length, unknown: ids.filter((id) => id === unknownId).length };
    };
  }

  const [a, b] = await Promise.all(RARE.map((text) => vectorOf(text, signal)));
  const collide = a !== undefined && b !== undefined && a.every((value, i) => Math.abs(value - (b[i] ?? 0)) < 1e-3);
  return async (text) => ({ tokens: countAtMost(text), unknown: collide ? countUncommon(text) : 0 });
}

/** `[[{id, ...}, ...]]`; `null` for anything else. */
function readTokenIds(answer: unknown): readonly number[] | null {
  const tokens: unknown = Array.isArray(answer) ? answer[0] : null;
  if (!Array.isArray(tokens)) return null;
  const ids = tokens.map((token: unknown) =>
    typeof token === 'object' && token && 'id' in token && typeof token.id === 'number' ? token.id : null,
  );
  return ids.every((id) => id !== null) ? ids : null;
}

/** A word piece has two letters at least, on average, in what people write; a special token stands at either end. */
const LETTERS_PER_TOKEN = 2;

/** An upper bound of a text's tokens: letters by twos, every other character by itself, three for a rare one. */
export function countAtMost(text: string): number {
  let tokens = 2;
  for (const [piece] of text.matchAll(/[A-Za-z]+|[^\sA-Za-z]/gu)) {
    if (/^[A-Za-z]/.test(piece)) tokens += Math.ceil(piece.length / LETTERS_PER_TOKEN);
    else tokens += (piece.codePointAt(0) ?? 0) > 0xffff ? 3 : 1;
  }
  return tokens;
}

/** Where unknown characters all look alike to the model: those outside Latin script and common punctuation. */
function countUncommon(text: string): number {
  return text.match(/[^\p{Script=Latin}\p{Script=Inherited}\p{N}\p{P}\p{Sc}\p{Sm}\s]/gu)?.length ?? 0;
}
