/** Built-in list prices. Data only: they change, so each row bears the month it is from, and PRICING_FILE goes above. */

/** US dollars for a million tokens. */
export interface Price {
  readonly input: number;
  /** Of input that the upstream had in its own cache; as other input when it is not known. */
  readonly cachedInput?: number;
  readonly output: number;
  /** The month in which it was the list price, `2025-10`; empty for a price of the operator's. */
  readonly asOf: string;
}

type Row = readonly [input: number, cachedInput: number | null, output: number, asOf: string];

/**
 * By the name without vendor, version and size, or with as much of these as makes a difference. Models of open weights
 * cost what Groq asks for them; OpenRouter says itself what it charged.
 */
const ROWS: Readonly<Record<string, Row>> = {
  // Groq
  'llama-3.3-70b-versatile': [0.59, null, 0.79, '2025-10'],
  'llama-3.1-8b-instant': [0.05, null, 0.08, '2025-10'],
  'llama-4-scout': [0.11, null, 0.34, '2025-10'],
  'llama-4-maverick': [0.2, null, 0.6, '2025-10'],
  'llama-guard-4': [0.2, null, 0.2, '2025-10'],
  'qwen3-32b': [0.29, null, 0.59, '2025-10'],
  'kimi-k2': [1, 0.5, 3, '2025-10'],
  'kimi-k2-0905': [1, 0.5, 3, '2025-10'],
  'gpt-oss-20b': [0.075, 0.0375, 0.3, '2025-11'],
  'gpt-oss-120b': [0.15, 0.075, 0.6, '2025-11'],
  'gemma2-9b': [0.2, null, 0.2, '2025-07'],
  'llama3-70b-8192': [0.59, null, 0.79, '2025-07'],
  'llama3-8b-8192': [0.05, null, 0.08, '2025-07'],

  // OpenAI
  'gpt-5.1': [1.25, 0.125, 10, '2025-11'],
  'gpt-5.1-codex': [1.25, 0.125, 10, '2025-11'],
  'gpt-5.1-codex-mini': [0.25, 0.025, 2, '2025-11'],
  'gpt-5': [1.25, 0.125, 10, '2025-11'],
  'gpt-5-codex': [1.25, 0.125, 10, '2025-11'],
  'gpt-5-mini': [0.25, 0.025, 2, '2025-11'],
  'gpt-5-nano': [0.05, 0.005, 0.4, '2025-11'],
  'gpt-5-pro': [15, null, 120, '2025-11'],
  'gpt-4.5': [75, 37.5, 150, '2025-07'],
  'gpt-4.1': [2, 0.5, 8, '2025-10'],
  'gpt-4.1-mini': [0.4, 0.1, 1.6, '2025-10'],
  'gpt-4.1-nano': [0.1, 0.025, 0.4, '2025-10'],
  'gpt-4o': [2.5, 1.25, 10, '2025-10'],
  'gpt-4o-2024-05-13': [5, null, 15, '2025-10'],
  'gpt-4o-mini': [0.15, 0.075, 0.6, '2025-10'],
  'gpt-4o-search': [2.5, null, 10, '2025-07'],
  'gpt-4o-mini-search': [0.15, null, 0.6, '2025-07'],
  'chatgpt-4o': [5, null, 15, '2025-10'],
  'gpt-4-turbo': [10, null, 30, '2025-07'],
  'gpt-4-0125': [10, null, 30, '2025-07'],
  'gpt-4-1106': [10, null, 30, '2025-07'],
  'gpt-4': [30, null, 60, '2025-07'],
  'gpt-4-32k': [60, null, 120, '2025-07'],
  'gpt-3.5-turbo': [0.5, null, 1.5, '2025-07'],
  'gpt-3.5-turbo-0613': [1.5, null, 2, '2025-11'],
  'gpt-3.5-turbo-1106': [1, null, 2, '2025-11'],
  'gpt-3.5-turbo-16k': [3, null, 4, '2025-07'],
  'gpt-3.5-turbo-instruct': [1.5, null, 2, '2025-07'],
  'ft:gpt-4.1': [3, 0.75, 12, '2025-10'],
  'ft:gpt-4.1-mini': [0.8, 0.2, 3.2, '2025-10'],
  'ft:gpt-4o': [3.75, 1.875, 15, '2025-10'],
  'ft:gpt-4o-mini': [0.3, 0.15, 1.2, '2025-10'],
  'ft:gpt-3.5-turbo': [3, null, 6, '2025-07'],
  o1: [15, 7.5, 60, '2025-10'],
  'o1-mini': [1.1, 0.55, 4.4, '2025-10'],
  'o1-pro': [150, null, 600, '2025-10'],
  o3: [2, 0.5, 8, '2025-10'],
  'o3-mini': [1.1, 0.55, 4.4, '2025-10'],
  'o3-pro': [20, null, 80, '2025-10'],
  'o3-deep-research': [10, 2.5, 40, '2025-10'],
  'o4-mini': [1.1, 0.275, 4.4, '2025-10'],
  'o4-mini-deep-research': [2, 0.5, 8, '2025-10'],
  'codex-mini': [1.5, 0.375, 6, '2025-10'],
  'davinci-002': [2, null, 2, '2025-07'],
  'babbage-002': [0.4, null, 0.4, '2025-07'],
  'text-embedding-3-small': [0.02, null, 0, '2025-10'],
  'text-embedding-3-large': [0.13, null, 0, '2025-10'],
  'text-embedding-ada-002': [0.1, null, 0, '2025-10'],

  // Anthropic
  'claude-opus-4.5': [5, 0.5, 25, '2025-11'],
  'claude-opus-4.1': [15, 1.5, 75, '2025-10'],
  'claude-opus-4': [15, 1.5, 75, '2025-10'],
  'claude-sonnet-4.5': [3, 0.3, 15, '2025-10'],
  'claude-sonnet-4': [3, 0.3, 15, '2025-10'],
  'claude-haiku-4.5': [1, 0.1, 5, '2025-10'],
  'claude-3.7-sonnet': [3, 0.3, 15, '2025-10'],
  'claude-3.5-sonnet': [3, 0.3, 15, '2025-10'],
  'claude-3.5-haiku': [0.8, 0.08, 4, '2025-10'],
  'claude-3-opus': [15, 1.5, 75, '2025-10'],
  'claude-3-haiku': [0.25, 0.03, 1.25, '2025-10'],

  // Google, prompts up to 200,000 tokens
  'gemini-3-pro': [2, 0.2, 12, '2025-11'],
  'gemini-2.5-pro': [1.25, 0.125, 10, '2025-11'],
  'gemini-2.5-flash': [0.3, 0.03, 2.5, '2025-11'],
  'gemini-2.5-flash-lite': [0.1, 0.01, 0.4, '2025-11'],
  'gemini-2.0-flash': [0.1, 0.025, 0.4, '2025-10'],
  'gemini-2.0-flash-lite': [0.075, null, 0.3, '2025-10'],

  // DeepSeek
  'deepseek-chat': [0.28, 0.028, 0.42, '2025-10'],
  'deepseek-reasoner': [0.28, 0.028, 0.42, '2025-10'],
  'deepseek-v3.2-exp': [0.27, null, 0.41, '2025-10'],
  'deepseek-v3.1-terminus': [0.27, null, 0.95, '2025-10'],
  'deepseek-r1': [0.55, 0.14, 2.19, '2025-07'],
  'deepseek-r1-distill-llama-70b': [0.75, null, 0.99, '2025-07'],

  // Mistral
  'mistral-large': [2, null, 6, '2025-10'],
  'mistral-large-2512': [0.5, null, 1.5, '2025-12'],
  'mistral-medium': [0.4, null, 2, '2025-10'],
  'mistral-medium-3': [0.4, null, 2, '2025-10'],
  'mistral-medium-3.1': [0.4, null, 2, '2025-10'],
  'mistral-small': [0.1, null, 0.3, '2025-10'],
  'mistral-nemo': [0.15, null, 0.15, '2025-10'],
  'mistral-embed': [0.1, null, 0, '2025-10'],
  'magistral-medium': [2, null, 5, '2025-10'],
  'magistral-small': [0.5, null, 1.5, '2025-10'],
  'ministral-8b': [0.1, null, 0.1, '2025-10'],
  'ministral-3b': [0.04, null, 0.04, '2025-10'],
  codestral: [0.3, null, 0.9, '2025-10'],

  // xAI
  'grok-4': [3, 0.75, 15, '2025-10'],
  'grok-4-fast': [0.2, 0.05, 0.5, '2025-10'],
  'grok-code-fast-1': [0.2, 0.02, 1.5, '2025-10'],
  'grok-3': [3, 0.75, 15, '2025-10'],
  'grok-3-mini': [0.3, 0.075, 0.5, '2025-10'],
};

export const PRICES: Readonly<Record<string, Price>> = Object.fromEntries(
  Object.entries(ROWS).map(([name, [input, cachedInput, output, asOf]]) => [
    name,
    { input, ...(cachedInput !== null && { cachedInput }), output, asOf },
  ]),
);
