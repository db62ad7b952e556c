/** Runs the proxy as a child process with a folder of its own: for the demo and the bench. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { describeSettings } from '../src/config.ts';

export interface ProxyProcess {
  /** Without `/v1`. */
  readonly url: string;
  readonly pid: number;
  /** Lets it drain, and removes its folder. */
  close(): Promise<void>;
}

/** How long it may take until it answers. */
const START_MS = 30_000;

/** The one upstream, at `url`. */
export function scriptedOnly(url: string): Record<string, string> {
  return { GROQ_API_KEY: 'scripted', GROQ_BASE_URL: url };
}

/**
 * @param settings all that it is told: neither this process's settings nor those of `.env` reach it
 * @throws Error with what the child wrote, when it does not come up
 */
export async function startProxy(settings: Readonly<NodeJS.ProcessEnv>): Promise<ProxyProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'llm-cache-proxy-'));
  const ours = new Set(describeSettings().map(({ name }) => name));
  const foreign = Object.entries(process.env).filter(([name]) => !ours.has(name));
  const child = spawn(process.execPath, [join(import.meta.dirname, '../src/main.ts')], {
    cwd: folder,
    env: {
      ...Object.fromEntries(foreign),
      ...settings,
      HOST: '127.0.0.1',
      PORT: '0',
      DATA_DIR: folder,
      LOG_PATH: join(folder, 'requests.log'),
      LOG_LEVEL: 'error',
      // A client on loopback needs neither.
      ADMIN_API_KEY: '',
      PROXY_API_KEYS: '',
      PROXY_API_KEYS_FILE: '',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-4_000);
  });
  const stop = () => close(child, folder);
  const late = setTimeout(() => child.kill('SIGKILL'), START_MS);
  const url = await urlIn(child.stdout);
  clearTimeout(late);
  if (child.pid === undefined || url === null) {
    await stop();
    throw new Error(`the proxy did not start:\n${complaints}`);
  }
  return { url, pid: child.pid, close: stop };
}

/** Whether something that answers like this proxy, and can serve, listens there. */
export async function isHealthy(url: string): Promise<boolean> {
  try {
    const reply = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000) });
    const health: unknown = await reply.json();
    return reply.ok && typeof health === 'object' && health !== null && 'services' in health;
  } catch (error) {
    // Nothing there, or something else: both are the answer "no".
    if (error instanceof Error) return false;
    throw error;
  }
}

/** The address in the lines that it prints when it listens; `null` when it ends instead. */
async function urlIn(output: Readable): Promise<string | null> {
  let text = '';
  // The child keeps writing there: the stream is read on, not closed, once the address is found.
  for await (const chunk of output.iterator({ destroyOnReturn: false })) {
    text += chunk;
    const found = /http:\/\/[^/\s]+(?=\/v1)/.exec(text);
    if (!found) continue;
    output.resume();
    return found[0];
  }
  return null;
}

async function close(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  await rm(folder, { recursive: true, force: true });
}
