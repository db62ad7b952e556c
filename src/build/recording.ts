/** The part of the composition root that remembers what happened: the process log, numbers, history, requests. */
import pino from 'pino';
import type { Landed } from '../answer.ts';
import type { Batch } from '../cache/items-call.ts';
import type { Config } from '../config.ts';
import { createErrorLog } from '../record/error-log.ts';
import type { Gauges } from '../record/gauges.ts';
import { createHistory, isRange, RANGE_NAMES } from '../record/history.ts';
import { createHits } from '../record/hits.ts';
import { createMetrics } from '../record/metrics.ts';
import { createPricing } from '../record/pricing.ts';
import { createRecent } from '../record/recent.ts';
import { createRecorder } from '../record/recorder.ts';
import { openRequestLog } from '../record/request-log.ts';
import type { Ask, Catalogue, Feedback, Ms } from '../types.ts';

const MEGABYTE = 1024 * 1024;

interface RecordingParts {
  readonly readGauges: () => Promise<Gauges>;
  readonly addHits: Catalogue['addHits'];
  readonly now: () => Ms;
}

export function openRecording(config: Config, { readGauges, addHits, now }: RecordingParts) {
  const startedAt = now();
  const log = pino({ level: config.LOG_LEVEL }, pino.destination(2));
  const logError = createErrorLog(log, now);
  const pricing = createPricing(config.PRICING_FILE);
  const history = createHistory();
  const metrics = createMetrics(
    { readGauges: afterAll(readGauges), history, pricing, now },
    { startedAt, threshold: config.SEMANTIC_THRESHOLD },
  );
  const recent = createRecent();
  const hits = createHits(addHits, (error) => countError('exact', error));
  const requestLog = openRequestLog({
    path: config.LOG_PATH,
    prompts: config.LOG_PROMPTS,
    maxBytes: config.LOG_MAX_MB * MEGABYTE,
    files: config.LOG_FILES,
    onError(error) {
      metrics.countError('log');
      log.warn({ err: error }, `LOG_PATH: ${config.LOG_PATH} cannot be written; requests are not logged`);
    },
  });
  const recorder = createRecorder(
    [metrics.count, history.add, recent.add, requestLog.write, hits.add],
    ({ usage, model }) => (usage === null ? null : pricing.costOf(usage, model)),
  );

  /** All that happened until now is recorded first. */
  function afterAll<A extends unknown[], T>(read: (...asked: A) => T): (...asked: A) => T {
    return (...asked) => {
      recorder.flush();
      return read(...asked);
    };
  }

  function countError(part: string, error: unknown): void {
    metrics.countError(part);
    logError(part, error);
  }

  function countFeedback(feedback: Feedback): void {
    metrics.countVerdict(feedback.verdict);
    recorder.flush();
    recent.judge(feedback);
  }

  async function countRefresh({ model }: Ask, landing: Promise<Landed | Batch>): Promise<void> {
    try {
      const landed = await landing;
      const usage = 'ended' in landed ? (await landed.ended)?.usage : null;
      if (usage) metrics.countBehind(usage, model);
    } catch (error) {
      countError('refresh', error);
    }
  }
  return {
    log,
    metrics,
    history,
    startedAt,
    countError,
    countFeedback,
    onRefresh: (ask: Ask, landing: Promise<Landed | Batch>) => void countRefresh(ask, landing),
    record: recorder.record,
    countHits: afterAll(hits.flush),
    /** What was recorded, for those who ask. */
    recorded: {
      findRequest: afterAll(recent.find),
      history: {
        ranges: RANGE_NAMES,
        read: afterAll((range: string) => (isRange(range) ? history.read(range, now()) : null)),
      },
      recent: { latest: afterAll(recent.latest), follow: recent.follow },
    },
    /** Before the stores: it hands on what was hit. */
    async closeRecorder(): Promise<void> {
      recorder.close();
      await hits.close();
    },
    async close(): Promise<void> {
      metrics.close();
      await requestLog.close();
    },
  };
}
