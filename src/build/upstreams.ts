/** The part of the composition root that reads which upstreams are configured. */
import type { Config } from '../config.ts';
import { BUILT_IN, inOrder, type Upstream } from '../origin/catalogue.ts';

/** The configured upstreams, the first choice first. */
export function readUpstreams(config: Config): Upstream[] {
  const builtIn = [
    { name: 'groq', apiKey: config.GROQ_API_KEY, baseUrl: config.GROQ_BASE_URL, ...BUILT_IN.groq },
    {
      name: 'openrouter',
      apiKey: config.OPENROUTER_API_KEY,
      baseUrl: config.OPENROUTER_BASE_URL,
      ...BUILT_IN.openrouter,
    },
    { name: 'openai', apiKey: config.OPENAI_API_KEY, baseUrl: config.OPENAI_BASE_URL, ...BUILT_IN.openai },
  ].flatMap((row): Upstream[] => (row.apiKey ? [{ ...row, apiKey: row.apiKey }] : []));
  const further = config.UPSTREAMS.map(
    (row): Upstream => ({
      name: row.name,
      baseUrl: row.base_url,
      apiKey: row.api_key ?? null,
      models: row.models ?? ['*'],
      serves: row.serves ?? ['chat.completions', 'responses', 'completions', 'embeddings'],
    }),
  );
  return inOrder([...builtIn, ...further], config.UPSTREAM_ORDER);
}
