/** The scripted upstream's Responses API: one message, or one function call when tools are given. */
import type {
  Response,
  ResponseFunctionToolCall,
  ResponseOutputMessage,
  ResponseStreamEvent,
} from 'openai/resources/responses/responses';
import { type Answer, CREATED, sse } from './answer.ts';
import { countTokens, instanceOf, lastPrompt, tokensOf, wordsFor } from './words.ts';

/** The part of a request that shapes the answer. */
interface Asked {
  readonly model: string;
  readonly input: string | readonly { readonly role?: string; readonly content?: unknown }[];
  readonly instructions?: string | null;
  readonly tools?: readonly { type: string; name: string; parameters?: object }[];
  readonly metadata?: Record<string, string>;
}

/** As it is on the wire: `output_text` is the SDK's own, and usage is null until the end. */
type Sent = Omit<Response, 'output_text' | 'usage'> & { readonly usage: Response['usage'] | null };
type Unnumbered<E> = E extends unknown ? Omit<E, 'sequence_number'> : never;

export function answerResponse(body: unknown, n: number): Answer {
  const asked = body as Asked;
  const question = typeof asked.input === 'string' ? asked.input : lastPrompt(asked.input);
  const tool = asked.tools?.find((candidate) => candidate.type === 'function');
  const item = tool
    ? functionCall(n, tool.name, JSON.stringify(instanceOf(tool.parameters ?? {}, question)))
    : message(n, wordsFor(question));
  const response = responseOf(asked, n, item, countTokens(question));
  return {
    whole: () => response,
    events: () => {
      const unfinished: Sent = { ...response, status: 'in_progress', output: [], usage: null };
      const events: (Unnumbered<ResponseStreamEvent> | { type: string; response: Sent })[] = [
        { type: 'response.created', response: unfinished },
        { type: 'response.in_progress', response: unfinished },
        ...(item.type === 'message' ? messageEvents(item) : functionCallEvents(item)),
        { type: 'response.completed', response },
      ];
      return events.map((event, sequence_number) => sse({ ...event, sequence_number }, event.type));
    },
  };
}

function responseOf(asked: Asked, n: number, item: ResponseOutputMessage | ResponseFunctionToolCall, input: number) {
  const output = countTokens(item.type === 'message' ? textIn(item) : item.arguments);
  return {
    id: `resp_${n}`,
    object: 'response',
    created_at: CREATED,
    status: 'completed',
    access_programs: null,
    error: null,
    incomplete_details: null,
    instructions: asked.instructions ?? null,
    metadata: asked.metadata ?? {},
    model: asked.model,
    output: [item],
    parallel_tool_calls: true,
    temperature: 1,
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
    usage: {
      input_tokens: input,
      input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
      output_tokens: output,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: input + output,
    },
  } satisfies Sent;
}

function message(n: number, text: string): ResponseOutputMessage {
  return {
    id: `msg_${n}`,
    type: 'message',
    role: 'assistant',
    status: 'completed',
    content: [{ type: 'output_text', text, annotations: [], logprobs: [] }],
  };
}

function functionCall(n: number, name: string, values: string): ResponseFunctionToolCall {
  return { id: `fc_${n}`, type: 'function_call', status: 'completed', call_id: `call_${n}`, name, arguments: values };
}

const textIn = (item: ResponseOutputMessage): string =>
  item.content.map((part) => (part.type === 'output_text' ? part.text : '')).join('');

function messageEvents(item: ResponseOutputMessage): Unnumbered<ResponseStreamEvent>[] {
  const at = { item_id: item.id, output_index: 0, content_index: 0 };
  const text = textIn(item);
  const part = { type: 'output_text' as const, annotations: [], logprobs: [] };
  return [
    { type: 'response.output_item.added', output_index: 0, item: { ...item, status: 'in_progress', content: [] } },
    { type: 'response.content_part.added', ...at, part: { ...part, text: '' } },
    ...tokensOf(text).map((delta) => ({ type: 'response.output_text.delta' as const, ...at, delta, logprobs: [] })),
    { type: 'response.output_text.done', ...at, text, logprobs: [] },
    { type: 'response.content_part.done', ...at, part: { ...part, text } },
    { type: 'response.output_item.done', output_index: 0, item },
  ];
}

function functionCallEvents(item: ResponseFunctionToolCall): Unnumbered<ResponseStreamEvent>[] {
  const at = { item_id: item.id ?? '', output_index: 0 };
  return [
    { type: 'response.output_item.added', output_index: 0, item: { ...item, status: 'in_progress', arguments: '' } },
    ...tokensOf(item.arguments).map((delta) => ({
      type: 'response.function_call_arguments.delta' as const,
      ...at,
      delta,
    })),
    { type: 'response.function_call_arguments.done', ...at, arguments: item.arguments },
    { type: 'response.output_item.done', output_index: 0, item },
  ];
}
