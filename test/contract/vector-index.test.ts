import { openLocalIndex } from '../../src/store/vector/local.ts';
import { newFolder } from '../stored.ts';
import { describeVectorIndex } from './vector-index.ts';

const options = { embedder: 'test', maxPoints: 10_000, maxResidentBytes: 2 ** 24 };

describeVectorIndex('the local index', {
  open: (dimensions, now) => openLocalIndex({ dir: newFolder(), dimensions, now, ...options }),
});

describeVectorIndex('the local index, in memory only', {
  open: (dimensions, now) => openLocalIndex({ dir: null, dimensions, now, ...options }),
});

describeVectorIndex('the local index, with room for next to nothing in memory', {
  open: (dimensions, now) => openLocalIndex({ dir: newFolder(), dimensions, now, ...options, maxResidentBytes: 1 }),
});
