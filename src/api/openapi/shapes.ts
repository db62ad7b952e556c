/** Bodies of OpenAI's endpoints and answers of our own, as the document describes them. What validates is elsewhere. */
import { z } from 'zod';

const message = z
  .looseObject({
    role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function']),
    content: z
      .union([z.string(), z.array(z.looseObject({ type: z.string() })), z.null()])
      .optional()
      .describe('Text, or parts: text, image_url, input_audio, file. A remote image counts as its URL.'),
  })
  .describe('A message as OpenAI has it.');

const common = {
  model: z.string().min(1).describe('A model of a configured upstream, or an alias.'),
  stream: z.boolean().nullish().describe('Server-sent events. Stream and whole share one entry.'),
};

export const chatBody = z.looseObject({ ...common, messages: z.array(message).min(1) }).meta({
  example: { model: 'llama-3.3-70b-versatile', messages: [{ role: 'user', content: 'Why is the sky blue?' }] },
});

export const responsesBody = z
  .looseObject({
    ...common,
    model: common.model.optional(),
    input: z.union([z.string(), z.array(z.looseObject({}))]).optional(),
    instructions: z.string().nullish(),
  })
  .meta({ example: { model: 'openai/gpt-oss-20b', input: 'Why is the sky blue?' } });

export const completionsBody = z
  .looseObject({
    ...common,
    prompt: z.union([z.string(), z.array(z.string()), z.array(z.int()), z.array(z.array(z.int()))]).nullish(),
  })
  .meta({ example: { model: 'gpt-3.5-turbo-instruct', prompt: 'The sky is blue because' } });

export const embeddingsBody = z
  .looseObject({
    model: common.model,
    input: z.union([z.string(), z.array(z.string()), z.array(z.int()), z.array(z.array(z.int()))]),
    encoding_format: z.enum(['float', 'base64']).optional(),
    dimensions: z.int().min(1).max(100_000).optional(),
  })
  .meta({ example: { model: 'text-embedding-3-small', input: ['blue', 'sky'] } });

export const error = z
  .object({
    error: z.object({
      message: z.string(),
      type: z.string(),
      param: z.string().nullable().describe('The field or header at fault.'),
      code: z.string().nullable(),
    }),
  })
  .meta({ id: 'Error' });

const service = z.object({
  status: z.enum(['healthy', 'unhealthy', 'disabled']),
  latency_ms: z.number(),
  kind: z.string().optional(),
  error: z.string().optional(),
  since: z.number().optional().describe('Epoch seconds.'),
});

export const health = z
  .object({
    status: z.enum(['healthy', 'degraded', 'unhealthy']),
    timestamp: z.number().describe('Epoch seconds.'),
    version: z.string(),
    uptime_seconds: z.number(),
    services: z.record(z.string(), service),
  })
  .meta({ id: 'Health' });

export const entry = z
  .object({
    key: z.string(),
    question: z.string(),
    model: z.string(),
    endpoint: z.string(),
    upstream: z.string(),
    namespace: z.string(),
    scope: z.string(),
    tags: z.array(z.string()),
    version: z.string(),
    hits: z.int(),
    bytes: z.int(),
    usage: z.object({ input_tokens: z.int(), output_tokens: z.int(), cached_input_tokens: z.int() }).nullable(),
    stored_at: z.number().describe('Epoch seconds, as the next two.'),
    stale_at: z.number(),
    delete_at: z.number(),
  })
  .meta({ id: 'Entry' });

export const anything = z.looseObject({});
