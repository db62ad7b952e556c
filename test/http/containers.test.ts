/** No container engine runs here: the files are held to the settings, to the tree and to each other instead. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { describeSettings, readConfig } from '../../src/config.ts';

const root = new URL('../../', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, root), 'utf8');
const settings = describeSettings().map(({ name }) => name);

const service = z.object({
  ports: z.array(z.string()).optional(),
  expose: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.coerce.string()).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.literal('service_healthy') })).optional(),
  healthcheck: z.object({ test: z.array(z.string()).min(2) }),
  volumes: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
});
const compose = z
  .object({ services: z.record(z.string(), service), volumes: z.record(z.string(), z.unknown()) })
  .parse(parse(read('docker-compose.yml')));
const { proxy, ...others } = compose.services;
const environment = proxy?.environment ?? {};

describe('docker-compose.yml', () => {
  test('sets only settings that there are, to values that they take', () => {
    expect(settings).toEqual(expect.arrayContaining(Object.keys(environment)));
    expect(() => readConfig({ ...environment, ADMIN_API_KEY: 'key' })).not.toThrow();
  });

  test('points at its own services, at the port that each listens on', () => {
    const urls = Object.entries(environment).filter(([name]) => name.endsWith('_URL'));
    const hosts = urls.map(([, value]) => new URL(value));
    expect(hosts.map((url) => url.hostname).sort()).toEqual(Object.keys(others).sort());
    for (const url of hosts) {
      const { expose, healthcheck } = others[url.hostname] ?? {};
      // `new URL` drops the port that goes with the scheme.
      expect(expose).toEqual([url.port || '80']);
      if (url.protocol === 'http:') expect(healthcheck?.test.at(-1)).toContain(`/${url.port || '80'} `);
    }
  });

  test('publishes the proxy alone, on loopback, at the port that it listens on', () => {
    expect(proxy?.ports).toEqual([`127.0.0.1:3000:${environment.PORT}`]);
    expect(proxy?.healthcheck.test.at(-1)).toContain(`:${environment.PORT}/health/`);
    expect(Object.values(others).flatMap(({ ports = [] }) => ports)).toEqual([]);
  });

  test('waits for every service and needs an admin key', () => {
    expect(Object.keys(proxy?.depends_on ?? {}).sort()).toEqual(Object.keys(others).sort());
    expect(environment.ADMIN_API_KEY).toMatch(/^\$\{ADMIN_API_KEY:\?.+\}$/);
  });

  test('keeps what is stored in volumes', () => {
    const mounted = Object.values(compose.services).flatMap(({ volumes = [] }) => volumes);
    expect(mounted.map((mount) => mount.split(':')[0]).sort()).toEqual(Object.keys(compose.volumes).sort());
    expect(proxy?.volumes).toEqual([`data:${environment.DATA_DIR}`]);
    expect(environment.LOG_PATH).toMatch(new RegExp(`^${environment.DATA_DIR}/`));
  });

  test('bounds the memory of Redis and keeps it on disk', () => {
    const command = others.redis?.command?.join(' ');
    expect(command).toMatch(/--maxmemory \d+mb --maxmemory-policy volatile-l[fr]u/);
    expect(command).toContain('--appendonly yes');
  });
});

describe('Dockerfile', () => {
  const lines = read('Dockerfile')
    .replace(/\\\n\s*/g, ' ')
    .split('\n');
  const argumentsOf = (word: string): string[] =>
    lines.filter((line) => line.trimStart().startsWith(`${word} `)).map((line) => line.trim().slice(word.length + 1));
  const env = Object.fromEntries(
    argumentsOf('ENV')
      .join(' ')
      .trim()
      .split(/\s+/)
      .map((pair) => pair.split('=')),
  );
  const copied = argumentsOf('COPY')
    .filter((line) => !line.startsWith('--from='))
    .flatMap((line) => line.split(' ').slice(0, -1));

  test('sets only settings that there are, to values that they take', () => {
    const { NODE_ENV, ...ours } = env;
    expect(NODE_ENV).toBe('production');
    expect(settings).toEqual(expect.arrayContaining(Object.keys(ours)));
    expect(() => readConfig(ours)).not.toThrow();
    expect(argumentsOf('EXPOSE')).toEqual([ours.PORT]);
    expect(argumentsOf('VOLUME')).toEqual([ours.DATA_DIR]);
  });

  test('copies what is there and what .dockerignore lets through', () => {
    const letThrough = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    expect([...new Set(copied)].sort()).toEqual(letThrough.sort());
    const literal = copied.filter((path) => !path.includes('*'));
    expect(literal.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
    expect(globSync('models/*/onnx/*.onnx', { cwd: root.pathname })).not.toEqual([]);
  });

  test('runs the file that `npm start` runs, without root, and asks its health', () => {
    const { scripts } = z.object({ scripts: z.object({ start: z.string() }) }).parse(JSON.parse(read('package.json')));
    const command = z.array(z.string()).parse(JSON.parse(argumentsOf('CMD').at(-1) ?? ''));
    expect(command.join(' ')).toBe(scripts.start);
    expect(existsSync(new URL(command[1] ?? '', root))).toBe(true);
    expect(argumentsOf('USER')).toEqual(['node']);
    expect(argumentsOf('HEALTHCHECK').join()).toContain('/health/live');
  });
});

describe('.env.example', () => {
  test('names only settings that there are, with values that they take', () => {
    const uncommented = read('.env.example').replaceAll(/^# ?(?=[A-Z_]+=)/gm, '');
    const example = parseEnv(uncommented);
    expect(Object.keys(example)).toContain('SEMANTIC_MODE');
    expect(settings).toEqual(expect.arrayContaining(Object.keys(example)));
    expect(() => readConfig(example)).not.toThrow();
  });
});
