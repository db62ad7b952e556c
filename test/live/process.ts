/** The program in a process of its own, to be killed. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chatBody } from '../proxy.ts';

export interface ProxyProcess {
  chat(question: string): Promise<Response>;
  /** With SIGKILL. */
  kill(): Promise<void>;
}

export async function startProcess(upstreamUrl: string, env: Record<string, string>): Promise<ProxyProcess> {
  const dir = await mkdtemp(join(tmpdir(), 'llm-cache-process-'));
  const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
  const child = spawn(process.execPath, [main], {
    cwd: dir,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      UPSTREAMS: JSON.stringify([{ name: 'scripted', base_url: upstreamUrl, api_key: 'key' }]),
      PORT: '0',
      LOG_LEVEL: 'silent',
      ...env,
    },
  });
  let said = '';
  for await (const text of child.stdout.iterator({ destroyOnReturn: false })) {
    said += text;
    if (/dashboard/.test(said)) break;
  }
  const url = /on (http:\S+)\/v1/.exec(said)?.[1];
  if (!url) throw new Error(`it did not start: ${said}`);
  return {
    chat: (question) =>
      fetch(`${url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(chatBody(question)),
      }),
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      await rm(dir, { recursive: true, force: true });
    },
  };
}
