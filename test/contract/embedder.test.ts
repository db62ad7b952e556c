import { fileURLToPath } from 'node:url';
import { createLocalEmbedder } from '../../src/embed/local.ts';
import { createRemoteEmbedder } from '../../src/embed/remote.ts';
import { startEmbeddingServer } from '../embedding-server.ts';
import { describeEmbedder } from './embedder.ts';

const folder = fileURLToPath(new URL('../../models/all-MiniLM-L6-v2', import.meta.url));
const server = await startEmbeddingServer();
const plain = await startEmbeddingServer({ only: ['/'] });

describeEmbedder('the local model', { open: () => createLocalEmbedder({ folder }) });

describeEmbedder('a text-embeddings-inference server', {
  open: () => createRemoteEmbedder({ url: server.url }),
  clean: server.close,
});

describeEmbedder('an endpoint that only embeds', {
  open: () => createRemoteEmbedder({ url: plain.url }),
  clean: plain.close,
});
