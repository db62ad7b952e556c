/** The numbers over time, as the proxy keeps them. */
import { read } from './api.js';

/** A range is read again after so much of its step: what a chart shows in a bar of half an hour need not be newer. */
const SHARE = 0.1;
const kept = new Map();

/** `{range, step_seconds, time, series}` of `15m`, `1h`, `1d` or `1w`. */
export async function readPast(range) {
  const before = kept.get(range);
  if (before && performance.now() - before.at < SHARE * before.past.step_seconds * 1000) return before.past;
  const at = performance.now();
  const past = await read(`/api/history?range=${range}`);
  kept.set(range, { at, past });
  return past;
}

const HIT_TIERS = ['memory', 'exact', 'promoted', 'semantic'];

export const hitsAt = (series, at) => HIT_TIERS.reduce((sum, tier) => sum + series[tier][at], 0);
export const requestsAt = (series, at) => hitsAt(series, at) + series.upstream[at];
