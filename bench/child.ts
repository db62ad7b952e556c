/** Child processes that tell their URL when they are ready, and answer messages. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Job, Results } from './load.ts';

export interface Child {
  readonly url: string;
  readonly pid: number;
  readonly process: ChildProcess;
  close(): Promise<void>;
}

/** @param name a file beside this one */
export async function startChild(name: string, env: Readonly<Record<string, string>> = {}): Promise<Child> {
  const child = fork(join(import.meta.dirname, name), { env: { ...process.env, ...env } });
  const { url } = await nextMessage<{ url: string }>(child);
  return {
    url,
    pid: child.pid ?? 0,
    process: child,
    async close() {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

export async function run<J extends Job>(load: Child, job: J): Promise<Results[J['kind']]> {
  load.process.send(job);
  return await nextMessage<Results[J['kind']]>(load.process);
}

/** @throws Error when the child ends instead */
async function nextMessage<M>(child: ChildProcess): Promise<M> {
  const done = new AbortController();
  const { signal } = done;
  try {
    const ended = once(child, 'exit', { signal }).then(() => Promise.reject(new Error('a child process ended')));
    const [message]: M[] = await Promise.race([once(child, 'message', { signal }), ended]);
    if (message === undefined) throw new Error('a child process said nothing');
    return message;
  } finally {
    done.abort();
  }
}
