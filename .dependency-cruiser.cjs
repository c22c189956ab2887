const { readdirSync } = require('node:fs');

// Imports run downwards only (see the layers below) and never in a circle.
// Each layer may import its own files, the layers listed for it, and nothing else of src/.
const layers = {
  catalog: [],
  internal: [],
  errors: ['internal'],
  transport: ['errors', 'internal'],
  metadata: ['catalog', 'transport', 'errors', 'internal'],
  topology: ['catalog', 'transport', 'errors', 'internal'],
  metrics: ['topology', 'metadata', 'catalog', 'transport', 'errors', 'internal'],
  events: ['topology', 'catalog', 'transport', 'errors', 'internal'],
  diagnose: ['topology', 'catalog', 'transport', 'errors', 'internal'],
  'flow-logs': ['topology', 'catalog', 'transport', 'errors', 'internal'],
  scopes: ['diagnose', 'flow-logs', 'metrics', 'topology', 'metadata', 'catalog', 'transport', 'errors', 'internal'],
  alerts: ['scopes', 'events', 'metrics', 'topology', 'metadata', 'catalog', 'transport', 'errors', 'internal'],
  watch: ['scopes', 'diagnose', 'events', 'metrics', 'topology', 'metadata', 'catalog', 'transport', 'errors', 'internal'],
  history: ['watch', 'scopes', 'events', 'metrics', 'topology', 'metadata', 'catalog', 'transport', 'errors', 'internal'],
  // What reads a recording: the simulator starts from one.
  'preflight/recording': ['transport', 'catalog', 'errors', 'internal'],
  preflight: [
    'alerts',
    'diagnose',
    'flow-logs',
    'scopes',
    'events',
    'metrics',
    'topology',
    'metadata',
    'catalog',
    'transport',
    'errors',
    'internal',
  ],
  redis: ['watch', 'errors', 'internal'],
  // What is measured; the bridges give it to the libraries that export it, of which they know nothing but the shape.
  instruments: ['watch', 'metrics', 'topology', 'catalog', 'transport', 'errors', 'internal'],
  otel: ['instruments', 'errors', 'internal'],
  prometheus: ['instruments', 'errors', 'internal'],
  testing: ['preflight/recording', 'catalog', 'errors', 'internal'],
};

// A folder with an index.ts is entered through it: the rest of its files may change at will. A folder within another opens its doors to that one.
const folders = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name === 'index.ts' && entry.parentPath !== 'src')
  .map((entry) => entry.parentPath.replaceAll('\\', '/'));
// Rooms that are entered by themselves, since they are loaded late or would bring the rest of their house along.
const moreEntrances = {
  'src/metrics': ['polling/index', 'run/index'],
  'src/preflight': ['preflight', 'recording/index'],
  'src/testing/cms/event-rules': ['deliver-events', 'model'],
  'src/transport': ['failures/index'],
  'src/watch': ['history-parts'],
};
const insideOf = (folder) => (folder.lastIndexOf('/') > 'src'.length ? folder.slice(0, folder.lastIndexOf('/')) : folder);

const path = (layer) => (layer === 'errors' ? '^src/errors\\.ts$' : `^src/${layer}/`);

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    ...Object.entries(layers).map(([layer, allowed]) => ({
      name: `${layer}-imports-downwards`,
      severity: 'error',
      from: { path: path(layer) },
      to: { path: '^src/', pathNot: [layer, ...allowed].map(path) },
    })),
    ...folders.map((folder) => ({
      name: `${folder}-is-entered-through-its-index`,
      severity: 'error',
      from: { path: '^src/', pathNot: `^${insideOf(folder)}/` },
      to: { path: `^${folder}/`, pathNot: ['index', ...(moreEntrances[folder] ?? [])].map((name) => `^${folder}/${name}\\.ts$`) },
    })),
    {
      // As any program that uses the package: nothing that is not public.
      name: 'cli-knows-the-public-names-alone',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: '^src/', pathNot: ['^src/cli/', '^src/index\\.ts$', '^src/testing/index\\.ts$'] },
    },
    {
      name: 'only-transport-knows-alicloud',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/transport/' },
      to: { path: 'node_modules/@alicloud/' },
    },
    {
      // The timeline, what is held, the machine, the roll-up and the alarms: no clock, no I/O, nothing but types, the catalogue and each other.
      name: 'the-machine-is-pure',
      severity: 'error',
      from: {
        path: '^src/watch/(timeline/|held/|alarms/|(machine|rollup|connection-announcer|course|overlaps|tunnel-step|condition|connection-record)\\.ts$)',
      },
      to: {
        dependencyTypesNot: ['type-only'],
        pathNot: [
          '^src/catalog/',
          '^src/watch/(timeline/|held/|alarms/|(machine|rollup|connection-announcer|course|overlaps|tunnel-step|condition|connection-record)\\.ts$)',
        ],
      },
    },
    {
      name: 'a-timeline-knows-no-rounds',
      severity: 'error',
      from: { path: '^src/watch/timeline/' },
      to: { path: '^src/', pathNot: ['^src/watch/timeline/', '^src/watch/model\\.ts$', '^src/catalog/'] },
    },
    {
      name: 'held-evidence-knows-the-timeline-alone',
      severity: 'error',
      from: { path: '^src/watch/held/' },
      to: { path: '^src/', pathNot: ['^src/watch/held/', '^src/watch/timeline/'] },
    },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, path: '^src/' }, to: {} },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
