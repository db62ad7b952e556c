/** The program in a process of its own, to be killed. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chatBody } from '../proxy.ts';

export interface ProxyProcess {
  readonly url: string;
  readonly pid: number;
  /** What it wrote to standard error so far. */
  log(): string;
  chat(question: string | object, headers?: Record<string, string>): Promise<Response>;
  /** Resolves to its exit code, `null` when the signal ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** With SIGKILL. A folder that was made for it goes too. */
  kill(): Promise<void>;
}

interface ProcessOptions {
  /** Where it runs, and where its data is; by default a folder of its own. */
  readonly dir?: string;
  /** Limits on it, as commands of a shell: `ulimit -f 1000`. */
  readonly limits?: string;
}

export async function startProcess(
  upstreamUrl: string,
  env: Record<string, string>,
  { dir, limits = 'true' }: ProcessOptions = {},
): Promise<ProxyProcess> {
  const folder = dir ?? (await mkdtemp(join(tmpdir(), 'llm-cache-process-')));
  const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
  const child = spawn('bash', ['-c', `${limits}; exec "$0" "$1"`, process.execPath, main], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      UPSTREAMS: JSON.stringify([{ name: 'scripted', base_url: upstreamUrl, api_key: 'key' }]),
      PORT: '0',
      LOG_LEVEL: 'warn',
      ...env,
    },
  });
  const ended = once(child, 'exit');
  let said = '';
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  for await (const text of child.stdout.iterator({ destroyOnReturn: false })) {
    said += text;
    if (/dashboard/.test(said)) break;
  }
  child.stdout.resume();
  const url = /on (http:\S+)\/v1/.exec(said)?.[1];
  if (!url || child.pid === undefined) throw new Error(`it did not start: ${said} ${complaints}`);

  async function stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    child.kill(signal);
    await ended;
    return child.exitCode;
  }
  return {
    url,
    pid: child.pid,
    log: () => complaints,
    chat: (question, headers = {}) =>
      fetch(`${url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(typeof question === 'string' ? chatBody(question) : question),
      }),
    stop,
    async kill() {
      if (child.exitCode === null && child.signalCode === null) await stop('SIGKILL');
      if (dir === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}
