/** Scripted text completions: a choice per prompt and `n`. */
import type { Completion, CompletionChoice, CompletionCreateParams } from 'openai/resources/completions';
import { type Answer, CREATED, sse } from './answer.ts';
import { countTokens, tokensOf, wordsFor } from './words.ts';

export function answerCompletion(body: CompletionCreateParams, n: number): Answer {
  const prompts = (Array.isArray(body.prompt) ? body.prompt : [body.prompt]).map(String);
  const limit = body.max_tokens ?? Number.POSITIVE_INFINITY;
  const said = prompts.flatMap((prompt) =>
    Array.from({ length: body.n ?? 1 }, () => {
      const tokens = tokensOf(wordsFor(prompt));
      const finish: CompletionChoice['finish_reason'] = tokens.length > limit ? 'length' : 'stop';
      return { tokens: [...(body.echo ? tokensOf(prompt) : []), ...tokens.slice(0, limit)], finish };
    }),
  );
  const base = { id: `cmpl-${n}`, object: 'text_completion', created: CREATED, model: body.model } as const;
  const input = countTokens(prompts.join(' '));
  const output = said.reduce((sum, { tokens }) => sum + tokens.length, 0);
  const usage = { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
  const logprobsOf = (tokens: readonly string[]) => (typeof body.logprobs === 'number' ? logprobs(tokens) : null);
  return {
    whole: (): Completion => ({
      ...base,
      choices: said.map(({ tokens, finish }, index) => ({
        text: tokens.join(''),
        index,
        logprobs: logprobsOf(tokens),
        finish_reason: finish,
      })),
      usage,
    }),
    events: () => {
      const withUsage = body.stream_options?.include_usage === true;
      const chunk = (index: number, tokens: readonly string[], finish: CompletionChoice['finish_reason'] | null) =>
        sse({
          ...base,
          choices: [
            {
              text: tokens.join(''),
              index,
              logprobs: tokens.length > 0 ? logprobsOf(tokens) : null,
              finish_reason: finish,
            },
          ],
          ...(withUsage && { usage: null }),
        });
      const choices = said.flatMap(({ tokens, finish }, index) => [
        ...tokens.map((token) => chunk(index, [token], null)),
        chunk(index, [], finish),
      ]);
      return [...choices, ...(withUsage ? [sse({ ...base, choices: [], usage })] : []), sse('[DONE]')];
    },
  };
}

function logprobs(tokens: readonly string[]): CompletionChoice.Logprobs {
  return {
    tokens: [...tokens],
    token_logprobs: tokens.map(() => -0.25),
    top_logprobs: tokens.map((token) => ({ [token]: -0.25 })),
  };
}
