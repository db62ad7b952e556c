import { createLocalLease } from '../../src/store/lease-local.ts';
import { describeLease } from './lease.ts';

describeLease('the lease of a process that shares nothing', { open: async () => createLocalLease() });
