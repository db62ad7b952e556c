/** Scripted text completions: a choice per prompt and `n`. */
import type { Completion, CompletionCreateParams } from 'openai/resources/completions';
import { type Answer, CREATED, sse } from './answer.ts';
import { countTokens, tokensOf, wordsFor } from './words.ts';

export function answerCompletion(body: CompletionCreateParams, n: number): Answer {
  const prompts = (Array.isArray(body.prompt) ? body.prompt : [body.prompt]).map(String);
  const texts = prompts.flatMap((prompt) => Array.from({ length: body.n ?? 1 }, () => wordsFor(prompt)));
  const base = { id: `cmpl-${n}`, object: 'text_completion', created: CREATED, model: body.model } as const;
  const input = countTokens(prompts.join(' '));
  const output = countTokens(texts.join(' '));
  const usage = { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
  return {
    whole: (): Completion => ({
      ...base,
      choices: texts.map((text, index) => ({ text, index, logprobs: null, finish_reason: 'stop' })),
      usage,
    }),
    events: () => {
      const withUsage = body.stream_options?.include_usage === true;
      const chunk = (index: number, text: string, finish: 'stop' | null): string =>
        sse({
          ...base,
          choices: [{ text, index, logprobs: null, finish_reason: finish }],
          ...(withUsage && { usage: null }),
        });
      const choices = texts.flatMap((text, index) => [
        ...tokensOf(text).map((token) => chunk(index, token, null)),
        chunk(index, '', 'stop'),
      ]);
      return [...choices, ...(withUsage ? [sse({ ...base, choices: [], usage })] : []), sse('[DONE]')];
    },
  };
}
