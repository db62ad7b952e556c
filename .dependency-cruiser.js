/**
 * The architecture, as rules: who may import whom, and where each dependency lives. Type-only imports count: swc, which
 * parses because dependency-cruiser can't use TypeScript 7 yet, reports them. Without swc, .ts files would be passed
 * over and every rule would hold of nothing.
 */

/** Everyone may import these. */
const GROUND = ['types', 'errors', 'namespace', 'worker', 'breaker'];

/** What each folder or file of src/ imports besides itself and the ground. `build` names the implementations. */
const MAY_IMPORT = {
  api: [
    'answer',
    'cache/entries',
    'cache/explain',
    'cache/feedback',
    'cache/invalidate',
    'cache/migration',
    'cache/policy',
    'cache/transfer',
    'cache/verdict-headers',
    'loadtest/run',
    'wire',
  ],
  cache: ['guard', 'wire'],
  embed: [],
  freshness: [],
  guard: [],
  loadtest: ['record/report', 'record/tally'],
  origin: ['wire'],
  record: [],
  store: [],
  wire: [],
  answer: ['cache'],
  build: [
    'answer',
    'cache',
    'config',
    'embed',
    'freshness',
    'library',
    'loadtest',
    'origin',
    'record',
    'store',
    'wire',
  ],
  config: [],
  // The command line asks a running proxy: of `api`, `cache` and `record` it knows the types of what that sends.
  cli: ['api/health', 'build', 'cache/explain', 'cache/transfer', 'config', 'record/metrics', 'server', 'wire/json'],
  index: ['build/library', 'library'],
  library: ['answer', 'cache', 'record/tally', 'wire'],
  main: ['cli'],
  server: ['api', 'build', 'config'],
  types: [],
  errors: [],
  namespace: [],
  worker: [],
  breaker: [],
};

/** The one home of each dependency: paths below src/, as regular expressions. */
const HOME_OF = {
  '@fontsource-variable/inter': 'api/dashboard',
  '@hono/node-server': 'api/|server',
  '@huggingface/inference': 'embed/remote',
  '@huggingface/tokenizers': 'embed/',
  '@qdrant/js-client-rest': 'store/vector/qdrant',
  birpc: 'worker',
  'cli-progress': 'cli/progress',
  'eventsource-parser': 'wire/sse',
  hono: 'api/',
  ioredis: 'store/redis/',
  'lru-cache': '(api|cache|embed|library|origin|record|store)/',
  'onnxruntime-node': 'embed/',
  'p-limit': 'cache/|cli/replay',
  pino: 'record/|build',
  'prom-client': 'record/prometheus',
  'swagger-ui-dist': 'api/openapi/',
  undici: 'origin/call|cli/proxy',
  uplot: 'api/dashboard',
  zod: '(api|wire)/|config',
};

const HOME_OF_NODE = {
  sqlite: 'store/',
  worker_threads: 'worker|.+-worker',
};

const TEST = '\\.test\\.ts$';
const within = (names) => `^src/(${names.join('|')})(/|\\.ts$)`;

const layers = Object.entries(MAY_IMPORT).map(([name, others]) => {
  const ground = name === 'types' ? [] : GROUND;
  return {
    name: `${name}-may-import-${others.join('-') || 'no-one'}`,
    severity: 'error',
    from: { path: within([name]), pathNot: TEST },
    to: { path: '^src/', pathNot: within([name, ...others, ...ground]) },
  };
});

const home = (name, to, where) => ({
  name: `home-of-${name}`,
  severity: 'error',
  from: { path: '^src/', pathNot: [`^src/(${where})`, TEST] },
  to: { path: to },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...layers,
    ...Object.entries(HOME_OF).map(([name, where]) => home(name, `^node_modules/${name}/`, where)),
    ...Object.entries(HOME_OF_NODE).map(([name, where]) => home(`node:${name}`, `^(node:)?${name}$`, where)),
    {
      name: 'every-file-has-a-layer',
      comment: 'A new folder or file at the top of src/ needs its line in MAY_IMPORT.',
      severity: 'error',
      from: { path: '^src/', pathNot: [within(Object.keys(MAY_IMPORT)), TEST] },
      to: {},
    },
    {
      name: 'every-dependency-has-a-home',
      severity: 'error',
      from: { path: '^src/', pathNot: TEST },
      to: { path: '^node_modules/', pathNot: `^node_modules/(${Object.keys(HOME_OF).join('|')})/` },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'no-tests-in-the-product', severity: 'error', from: { path: '^src/', pathNot: TEST }, to: { path: TEST } },
    {
      name: 'src-stands-alone',
      severity: 'error',
      from: { path: '^src/', pathNot: TEST },
      to: { path: '^(test|demo|bench|eval)/' },
    },
    {
      name: 'no-development-dependencies',
      severity: 'error',
      from: { path: '^src/', pathNot: TEST },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg'] },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
