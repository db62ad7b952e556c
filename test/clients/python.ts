/** Python with the packages of requirements.txt, in a virtual environment of its own. */
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);
const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');
const CACHE = join(import.meta.dirname, '../../node_modules/.cache');

/** The interpreter's path. What is made once, of some megabytes downloaded, is used until the requirements change. */
export async function installPython(): Promise<string> {
  const version = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 8);
  const folder = join(CACHE, `python-${version}`);
  const python = join(folder, 'bin/python');
  const whole = join(folder, 'whole');
  if (existsSync(whole)) return python;
  await rm(folder, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', folder]);
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS]);
  writeFileSync(whole, '');
  return python;
}

export interface PythonClient {
  /** What it made of the answer, and what the cache said. */
  ask(name: string): Promise<{ readonly made: unknown; readonly cache: readonly string[] }>;
  close(): Promise<void>;
}

/** Runs client.py: a name in, a line of JSON out. */
export async function startPythonClient(url: string): Promise<PythonClient> {
  const child = spawn(await installPython(), [join(import.meta.dirname, 'client.py'), url], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    async ask(name) {
      child.stdin.write(`${name}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`client.py ended at ${name}`);
      const { error, ...answer } = JSON.parse(value);
      if (error !== undefined) throw new Error(`${name}: ${error}`);
      return answer;
    },
    async close() {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
