/** What a running proxy counts: `GET /api/metrics`. */
import type { MetricsReport } from '../src/record/metrics.ts';

/** @throws Error when they cannot be had */
export async function readMetrics(url: string): Promise<MetricsReport> {
  const reply = await fetch(`${url}/api/metrics`);
  if (!reply.ok) throw new Error(`${url}/api/metrics answered ${reply.status}`);
  // This project's own route: its type is the contract.
  return (await reply.json()) as MetricsReport;
}
