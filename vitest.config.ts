import { defineConfig } from 'vitest/config';

const project = (name: string, include: string, options: object = {}) => ({
  test: { name, include: [include], testTimeout: 15_000, ...options },
});

export default defineConfig({
  test: {
    // Most tests wait, for a server or a clock: with one worker for each core but one, two cores take half as long again.
    maxWorkers: '100%',
    projects: [
      project('unit', 'src/**/*.test.ts'),
      project('contract', 'test/contract/*.test.ts'),
      project('http', 'test/http/*.test.ts', { testTimeout: 30_000 }),
      project('live', 'test/live/*.test.ts', { testTimeout: 30_000 }),
      project('fault', 'test/fault/*.test.ts', { testTimeout: 30_000 }),
      project('clients', 'test/clients/*.test.ts', { testTimeout: 30_000, globalSetup: 'test/clients/setup.ts' }),
      project('browser', 'test/browser/*.test.ts', { testTimeout: 30_000 }),
    ],
  },
});
