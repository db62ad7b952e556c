import { createLocalBus } from '../../src/store/memory/bus.ts';
import { describeBus } from './bus.ts';

describeBus('the bus of a process that shares nothing', { open: async () => createLocalBus() });
