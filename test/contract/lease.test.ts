import { createLocalLease } from '../../src/store/memory/lease.ts';
import { describeLease } from './lease.ts';

describeLease('the lease of a process that shares nothing', { open: async () => createLocalLease() });
