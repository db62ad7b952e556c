import { existsSync, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { parseEnv, styleText } from 'node:util';
import type { HealthReport } from '../api/health.ts';
import type { Finding } from '../build/checkup.ts';
import { type Config, describeSettings, findFaults, readConfig } from '../config.ts';
import { remoteCommand } from './command.ts';
import type { EntriesPage } from './entries.ts';
import { Failure } from './failure.ts';
import { printJson } from './output.ts';
import type { RunningProxy } from './proxy.ts';
import { type Asked, findLoneScopes, findSplitQuestions } from './scopes.ts';

/** Read from the end of the request log. */
const LOG_BYTES = 8_000_000;
const LOOPBACK = /^(127\.|localhost$|::1$)/;

export const doctor = remoteCommand({
  name: 'doctor',
  summary: 'what is wrong with the settings, stores, model, upstreams and requests, and how to mend it',
  options: {},
  notes: () =>
    'Reads the settings of this folder (.env, environment), tries what they name, and asks the proxy at --url.\nThe exit code is 1 when something is bad.',
  async run({ values, proxy }) {
    const findings: Finding[] = [];
    for await (const finding of examine(proxy)) {
      findings.push(finding);
      if (!values.json) console.log(describe(finding));
    }
    const count = (state: Finding['state']) => findings.filter((finding) => finding.state === state).length;
    if (values.json) printJson({ findings });
    else console.log(`\n${count('good')} good, ${count('doubtful')} doubtful, ${count('bad')} bad`);
    const bad = findings.filter(({ state }) => state === 'bad').map(({ part }) => part);
    if (bad.length > 0) throw new Failure(`To be mended: ${bad.join(', ')}.`);
  },
});

async function* examine(proxy: RunningProxy): AsyncGenerator<Finding, void> {
  const faults = findFaults(process.env);
  yield* settings(faults);
  const config = faults.length === 0 ? readConfig(process.env) : null;
  if (config) {
    yield* exposure(config);
    // Loads the model's runtime and every store.
    const { checkUp } = await import('../build/checkup.ts');
    yield* checkUp(config);
  }
  yield* runningProxy(proxy, config);
}

function* settings(faults: readonly string[]): Generator<Finding, void> {
  for (const fault of faults) {
    yield { part: 'settings', state: 'bad', says: fault, mend: 'All settings: llm-cache-proxy serve --help' };
  }
  for (const name of unknownSettings()) {
    yield { part: 'settings', state: 'doubtful', says: `${name} in .env is no setting`, mend: 'Is it misspelt?' };
  }
  if (faults.length === 0) yield { part: 'settings', state: 'good', says: 'all can be read' };
}

/** In the environment there is much that is not ours; in `.env` hardly anything. */
function unknownSettings(): string[] {
  if (!existsSync('.env')) return [];
  const known = new Set([...describeSettings().map(({ name }) => name), 'LLM_CACHE_URL']);
  return Object.keys(parseEnv(readFileSync('.env', 'utf8'))).filter((name) => !known.has(name));
}

function* exposure({ HOST, PROXY_API_KEYS, PROXY_API_KEYS_FILE }: Config): Generator<Finding, void> {
  if (LOOPBACK.test(HOST) || PROXY_API_KEYS || PROXY_API_KEYS_FILE) return;
  const says = `everybody who reaches ${HOST} may spend your keys`;
  yield { part: 'HOST', state: 'doubtful', says, mend: 'Set PROXY_API_KEYS.' };
}

async function* runningProxy(proxy: RunningProxy, config: Config | null): AsyncGenerator<Finding, void> {
  const part = 'proxy';
  let health: HealthReport;
  try {
    health = await proxy.get<HealthReport>('/health');
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    // A proxy that does not run yet is no fault of its settings.
    yield { part, state: 'doubtful', says: error.message };
    if (config) yield* logged(config);
    return;
  }
  yield { part, state: health.status === 'healthy' ? 'good' : 'doubtful', says: `${proxy.url} is ${health.status}` };
  for (const [name, { status, error }] of Object.entries(health.services)) {
    if (status === 'unhealthy') yield { part: `its ${name}`, state: 'bad', says: error ?? status };
  }
  try {
    const { entries } = await proxy.get<EntriesPage>('/admin/cache/entries', { limit: '1000' });
    const { requests } = await proxy.get<{ requests: Asked[] }>('/admin/requests', { limit: '1000' });
    yield* scopes([...findLoneScopes(entries), ...findSplitQuestions(requests)]);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    yield { part: 'scopes', state: 'doubtful', says: error.message, mend: 'Give --admin-key, or ADMIN_API_KEY.' };
  }
}

const MASK =
  'If a time or an id in the system prompt changes on every call, blank it with CACHE_SCOPE_MASK, a regular expression. ' +
  'explain --body says in which fields a request differs from what is stored.';

function* scopes(signs: readonly string[]): Generator<Finding, void> {
  for (const [index, says] of signs.entries()) {
    yield { part: 'scopes', state: 'doubtful', says, ...(index === signs.length - 1 && { mend: MASK }) };
  }
  if (signs.length === 0) yield { part: 'scopes', state: 'good', says: 'none that never repeats was seen' };
}

/** What the request log has to say when no proxy can be asked: with LOG_PROMPTS only, as it needs the questions. */
async function* logged({ LOG_PATH }: Config): AsyncGenerator<Finding, void> {
  if (!existsSync(LOG_PATH)) return;
  const requests = (await readTail(LOG_PATH)).split('\n').flatMap(readLine);
  if (requests.some(({ question }) => question)) yield* scopes(findSplitQuestions(requests));
}

async function readTail(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const length = Math.min(size, LOG_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Nothing for half a line, at the beginning of what was read or at the end of a log that is being written. */
function readLine(line: string): Asked[] {
  try {
    return [JSON.parse(line)];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

const MARKS = {
  good: styleText('green', '✔'),
  doubtful: styleText('yellow', '!'),
  bad: styleText('red', '✘'),
};

function describe({ part, state, says, mend }: Finding): string {
  const line = `${MARKS[state]} ${part.padEnd(20)} ${says}`;
  return mend === undefined ? line : `${line}\n${' '.repeat(23)}${styleText('dim', mend)}`;
}
