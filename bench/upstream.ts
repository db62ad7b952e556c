/** The scripted upstream in a process of its own. It answers at once, so that what the proxy adds can be seen. */
import { startUpstream } from '../demo/upstream.ts';

const { port } = await startUpstream({ keep: 0 });
process.send?.({ url: `http://127.0.0.1:${port}` });
// Ends with the bench, however that ends.
process.once('disconnect', () => process.exit());
