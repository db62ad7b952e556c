import { expect, test } from 'vitest';
import { OutOfService } from '../breaker.ts';
import { createErrorLog } from './error-log.ts';

function opened() {
  const lines: unknown[] = [];
  let time = 0;
  const log = createErrorLog({ warn: (...line: unknown[]) => void lines.push(line) }, () => time);
  return {
    log,
    lines,
    pass(ms: number) {
      time += ms;
    },
  };
}

test('the same error is told once a minute, with how often it came meanwhile', () => {
  const { log, lines, pass } = opened();
  const error = new Error('no room');
  for (let n = 0; n < 100; n += 1) log('exact', error);
  expect(lines).toEqual([[{ err: error }, 'exact failed']]);
  pass(60_000);
  log('exact', error);
  expect(lines.slice(1)).toEqual([[{ err: error, repeated: 99 }, 'exact failed']]);
});

test('another error, and the same of another part, is told at once', () => {
  const { log, lines } = opened();
  log('exact', new Error('no room'));
  log('vector', new Error('no room'));
  log('exact', 'no');
  expect(lines).toHaveLength(3);
});

test('that something is still out is not told: it was when it went out', () => {
  const { log, lines } = opened();
  log('exact', new OutOfService('Redis is gone'));
  expect(lines).toEqual([]);
});

test('errors that are all different do not fill the memory, and are all told', () => {
  const { log, lines } = opened();
  for (let n = 0; n < 1_000; n += 1) log('exact', new Error(`no room for ${n}`));
  expect(lines).toHaveLength(1_000);
});
