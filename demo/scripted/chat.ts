/** Scripted chat: text, tool calls, JSON, refusals, reasoning and log probabilities, whole or in chunks. */
import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionCreateParams,
  ChatCompletionMessageFunctionToolCall,
  ChatCompletionTokenLogprob,
} from 'openai/resources/chat/completions';
import { type Answer, CREATED, sse } from './answer.ts';
import { countTokens, instanceOf, lastPrompt, textOf, tokensOf, wordsFor } from './words.ts';

/** What one choice says, before it has the shape of a message or of deltas. */
interface Said {
  readonly content: string | null;
  readonly refusal: string | null;
  readonly reasoning: string | null;
  readonly toolCalls: ChatCompletionMessageFunctionToolCall[];
  readonly finish: ChatCompletion.Choice['finish_reason'];
}

export function answerChat(body: ChatCompletionCreateParams, n: number): Answer {
  const said = Array.from({ length: body.n ?? 1 }, (_, index) => sayChat(body, index));
  const base = {
    id: `chatcmpl-${n}`,
    created: CREATED,
    model: body.model,
    service_tier: 'default',
    system_fingerprint: 'fp_scripted',
  } as const;
  const usage = chatUsage(body, said);
  return {
    whole: (): ChatCompletion => ({
      ...base,
      object: 'chat.completion',
      choices: said.map((choice, index) => ({
        index,
        message: {
          role: 'assistant',
          content: choice.content,
          refusal: choice.refusal,
          annotations: [],
          ...(choice.reasoning !== null && { reasoning_content: choice.reasoning }),
          ...(choice.toolCalls.length > 0 && { tool_calls: choice.toolCalls }),
        },
        logprobs: body.logprobs ? { content: logprobs(choice.content, body.top_logprobs), refusal: null } : null,
        finish_reason: choice.finish,
      })),
      usage,
    }),
    events: () => {
      const withUsage = body.stream_options?.include_usage === true;
      const padded = body.stream_options?.include_obfuscation !== false;
      const chunk = (choices: ChatCompletionChunk.Choice[], total: typeof usage | null): string =>
        sse({
          ...base,
          object: 'chat.completion.chunk',
          choices,
          ...(withUsage && { usage: total }),
          ...(padded && { obfuscation: 'scripted' }),
        } satisfies ChatCompletionChunk);
      const choices = said.flatMap((choice, index) =>
        deltasOf(choice, body).map((delta) => chunk([{ index, logprobs: null, ...delta }], null)),
      );
      return [...choices, ...(withUsage ? [chunk([], usage)] : []), sse('[DONE]')];
    },
  };
}

/** `reasoning_content` is not OpenAI's own, but what upstreams of open models send. */
type Delta = Omit<ChatCompletionChunk.Choice, 'index' | 'delta'> & {
  delta: ChatCompletionChunk.Choice.Delta & { reasoning_content?: string };
};

function deltasOf(said: Said, body: ChatCompletionCreateParams): Delta[] {
  const open = { finish_reason: null };
  const first: Delta = { ...open, delta: { role: 'assistant', content: said.content && '', refusal: null } };
  const reasoning = tokensOf(said.reasoning ?? '').map(
    (token): Delta => ({ ...open, delta: { reasoning_content: token } }),
  );
  const content = tokensOf(said.content ?? '').map(
    (token): Delta => ({
      ...open,
      delta: { content: token },
      ...(body.logprobs && { logprobs: { content: logprobs(token, body.top_logprobs), refusal: null } }),
    }),
  );
  const refusal = tokensOf(said.refusal ?? '').map((token): Delta => ({ ...open, delta: { refusal: token } }));
  const calls = said.toolCalls.flatMap((call, index): Delta[] => [
    { ...open, delta: { tool_calls: [{ index, ...call, function: { name: call.function.name, arguments: '' } }] } },
    ...tokensOf(call.function.arguments).map(
      (token): Delta => ({ ...open, delta: { tool_calls: [{ index, function: { arguments: token } }] } }),
    ),
  ]);
  return [first, ...reasoning, ...content, ...refusal, ...calls, { delta: {}, finish_reason: said.finish }];
}

function sayChat(body: ChatCompletionCreateParams, index: number): Said {
  const question = lastPrompt(body.messages);
  const silent = { content: null, refusal: null, reasoning: null, toolCalls: [] };
  if (body.model.includes('refusal')) return { ...silent, refusal: 'I cannot help with that.', finish: 'stop' };
  const tool = body.tools?.find((candidate) => candidate.type === 'function');
  if (tool && body.tool_choice !== 'none' && body.messages.at(-1)?.role === 'user') {
    const values = JSON.stringify(instanceOf(tool.function.parameters ?? {}, question));
    const call = { id: `call_${index}`, type: 'function', function: { name: tool.function.name, arguments: values } };
    return { ...silent, toolCalls: [call as ChatCompletionMessageFunctionToolCall], finish: 'tool_calls' };
  }
  const words = structured(body, question) ?? wordsFor(question) + (index > 0 ? ` (${index + 1})` : '');
  const tokens = tokensOf(words);
  const limit = body.max_completion_tokens ?? body.max_tokens ?? Number.POSITIVE_INFINITY;
  return {
    ...silent,
    content: tokens.slice(0, limit).join(''),
    reasoning: body.model.includes('reasoning') ? `The question is: ${question}` : null,
    finish: tokens.length > limit ? 'length' : 'stop',
  };
}

/** JSON mode and schemas: an object that fits. */
function structured(body: ChatCompletionCreateParams, question: string): string | null {
  const format = body.response_format;
  if (format?.type === 'json_object') return JSON.stringify({ answer: wordsFor(question) });
  if (format?.type === 'json_schema') return JSON.stringify(instanceOf(format.json_schema.schema ?? {}, question));
  return null;
}

function logprobs(text: string | null, top: number | null | undefined): ChatCompletionTokenLogprob[] {
  return tokensOf(text ?? '').map((token) => {
    const one = { token, logprob: -0.25, bytes: [...Buffer.from(token)] };
    return { ...one, top_logprobs: Array.from({ length: top ?? 0 }, () => one) };
  });
}

function chatUsage(body: ChatCompletionCreateParams, said: readonly Said[]) {
  const input = body.messages.reduce((sum, message) => sum + countTokens(textOf(message.content)) + 4, 3);
  const reasoning = said.reduce((sum, choice) => sum + countTokens(choice.reasoning ?? ''), 0);
  const spoken = said.reduce(
    (sum, { content, refusal, toolCalls }) =>
      sum + countTokens([content, refusal, ...toolCalls.map((call) => call.function.arguments)].join('')),
    0,
  );
  return {
    prompt_tokens: input,
    completion_tokens: spoken + reasoning,
    total_tokens: input + spoken + reasoning,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: reasoning, audio_tokens: 0 },
  };
}
