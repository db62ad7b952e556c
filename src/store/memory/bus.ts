import type { Bus } from '../../types.ts';

/** For a process that shares nothing: there is nobody to tell. */
export function createLocalBus(): Bus {
  return { publish() {}, subscribe() {}, close: async () => {} };
}
