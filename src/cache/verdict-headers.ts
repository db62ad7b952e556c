import type { Verdict } from '../types.ts';

/** What is said of an answer beside it: `x-cache`, `x-cache-tier`, `cache-status`, `age`, ... */
export function verdictHeaders(verdict: Verdict): Record<string, string> {
  const headers: Record<string, string> = {
    'x-cache': verdict.status,
    'x-cache-tier': verdict.tier,
    'x-cache-key': verdict.key,
    'cache-status': cacheStatus(verdict),
  };
  if (verdict.age !== undefined) headers.age = String(Math.floor(verdict.age / 1000));
  if (verdict.askedKey !== undefined) headers['x-cache-asked-key'] = verdict.askedKey;
  if (verdict.similarity !== undefined) headers['x-cache-similarity'] = verdict.similarity.toFixed(4);
  if (verdict.reason !== undefined) headers['x-cache-reason'] = verdict.reason;
  if (verdict.upstream !== undefined) headers['x-upstream'] = verdict.upstream;
  return headers;
}

/** https://www.rfc-editor.org/rfc/rfc9211 */
function cacheStatus(verdict: Verdict): string {
  const { status, tier, reason, freshFor = 0 } = verdict;
  const ttl = `ttl=${Math.ceil(freshFor / 1000)}`;
  if (verdict.forwardStatus !== undefined) return `llm-cache; fwd=stale; fwd-status=${verdict.forwardStatus}; ${ttl}`;
  const collapsed = verdict.collapsed ? '; collapsed' : '';
  if (status === 'HIT' || status === 'STALE') {
    return `llm-cache; hit; ${ttl}; detail=${verdict.promoted ? 'promoted' : tier}${collapsed}`;
  }
  const forward = status === 'BYPASS' ? 'bypass' : verdict.directed ? 'request' : 'miss';
  return `llm-cache; fwd=${forward}${verdict.stored ? '; stored' : ''}${collapsed}${reason ? `; detail=${reason}` : ''}`;
}
