import { type Context, Hono } from 'hono';
import type { Ms } from '../types.ts';

/** How one dependency does. Names no address and no key. */
export interface ServiceState {
  readonly status: 'healthy' | 'unhealthy' | 'disabled';
  readonly latency_ms: Ms;
  /** What stands behind the name: `disk`, `local`, a model, ... */
  readonly kind?: string;
  readonly error?: string;
  /** Epoch seconds: since when it is unhealthy. */
  readonly since?: number;
}

export interface HealthReport {
  readonly status: 'healthy' | 'degraded' | 'unhealthy';
  /** Epoch seconds. */
  readonly timestamp: number;
  readonly version: string;
  readonly uptime_seconds: number;
  readonly services: Readonly<Record<string, ServiceState>>;
}

interface HealthParts {
  readonly checkServices: () => Promise<Readonly<Record<string, ServiceState>>>;
  readonly version: string;
  readonly startedAt: Ms;
  readonly now: () => Ms;
  readonly isDraining: () => boolean;
}

/** What the program can do right now: everything, less (degraded), or no longer anything (draining). */
export function createHealth(parts: HealthParts): () => Promise<HealthReport> {
  return async function checkHealth() {
    const services = await parts.checkServices();
    const isWell = Object.values(services).every(({ status }) => status !== 'unhealthy');
    const status = parts.isDraining() ? 'unhealthy' : isWell ? 'healthy' : 'degraded';
    const now = parts.now();
    return {
      status,
      timestamp: now / 1000,
      version: parts.version,
      uptime_seconds: Math.round((now - parts.startedAt) / 1000),
      services,
    };
  };
}

/** `/health`, for people and monitors; `/health/live` and `/health/ready`, for orchestrators. */
export function healthRoutes(checkHealth: () => Promise<HealthReport>, isDraining: () => boolean): Hono {
  const report = async (context: Context) => {
    const health = await checkHealth();
    return context.json(health, health.status === 'unhealthy' ? 503 : 200);
  };
  return new Hono()
    .get('/', report)
    .get('/health', report)
    .get('/health/live', (context) => context.json({ status: 'live' }))
    .get('/health/ready', (context) =>
      isDraining() ? context.json({ status: 'draining' }, 503) : context.json({ status: 'ready' }),
    );
}
