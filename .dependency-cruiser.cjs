// Who may import whom (the table of the layout in docs). Each rule says what it protects; test/boundaries plants a breach of each and must see it fire.

/** What each library may import besides itself. A library that is not listed may import no other. */
const ALLOWED = {
  contracts: [],
  domain: ['contracts'],
  'event-log': ['contracts'],
  delivery: ['event-log', 'contracts'],
  projections: ['delivery', 'event-log', 'domain', 'contracts', 'privacy'],
  queries: ['projections', 'domain', 'contracts'],
  audit: ['event-log', 'projections', 'contracts'],
  privacy: ['contracts'],
  platform: [],
};

/** Packages from npm for those that are pure; all others may use what package.json lists. */
const PACKAGES = { contracts: ['zod'], domain: ['edtf'] };

/** What never ships: specs, the suites and helpers that only specs use, the writers of committed schema files. */
const TESTS =
  '(\\.(spec|e2e)\\.ts|/contract-suite\\.ts|/testing/[^/]+|^libs/contracts/src/schemas/(generate|lock)\\.ts)$';

const libraryRules = Object.entries(ALLOWED).map(([name, allowed]) => ({
  name: `${name}-imports`,
  comment: `libs/${name} may import ${allowed.length === 0 ? 'no other library' : allowed.join(', ')}: the data flows one way.`,
  severity: 'error',
  from: { path: `^libs/${name}/`, pathNot: TESTS },
  to: { path: '^libs/', pathNot: `^libs/(${[name, ...allowed].join('|')})/` },
}));

const packageRules = Object.entries(PACKAGES).map(([name, packages]) => ({
  name: `${name}-packages`,
  comment: `libs/${name} runs anywhere, without I/O: of npm it may use ${packages.join(', ')}, of Node nothing.`,
  severity: 'error',
  from: { path: `^libs/${name}/src/`, pathNot: TESTS },
  // A type that a package gives is erased; the schemas that carry it come from contracts.
  to: {
    path: ['node_modules', '^(node:)?[a-z_/]+$'],
    pathNot: `(^|/)node_modules/(${packages.join('|')})/`,
    dependencyTypesNot: ['local', 'type-only'],
  },
}));

module.exports = {
  forbidden: [
    ...libraryRules,
    ...packageRules,
    {
      name: 'unlisted-library',
      comment: 'A new library says in this file what it may import, before it imports anything.',
      severity: 'error',
      from: { path: '^libs/([^/]+)/', pathNot: [`^libs/(${Object.keys(ALLOWED).join('|')})/`, TESTS] },
      to: { path: '^libs/', pathNot: '^libs/$1/' },
    },
    {
      name: 'front-door',
      comment: 'A library is reached through its index.ts only; what lies behind it can change without asking anybody.',
      severity: 'error',
      from: { path: '^(apps|libs|test)/([^/]+)/', pathNot: TESTS },
      to: { path: '^libs/([^/]+)/(?!src/index\\.ts$)', pathNot: '^libs/$2/' },
    },
    {
      name: 'no-relative-front-door',
      comment: 'Another library is named #libs/<name>; a path with dots between libraries hides the dependency.',
      severity: 'error',
      from: { path: '^(apps|libs)/([^/]+)/', pathNot: TESTS },
      to: { path: '^libs/', pathNot: '^libs/$2/', dependencyTypes: ['local'], dependencyTypesNot: ['aliased'] },
    },
    {
      name: 'no-barrel-inside',
      comment: 'Inside a library files import each other, not the front door: that way lie circles.',
      severity: 'error',
      from: { path: '^libs/([^/]+)/' },
      to: { path: '^libs/$1/src/index\\.ts$' },
    },
    {
      name: 'apps-stand-alone',
      comment: 'No application imports another; standalone alone puts the modules of the others into one process.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: '^apps/standalone/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'standalone-takes-modules',
      comment: 'Standalone wires modules; a main.ts starts a process when it is imported.',
      severity: 'error',
      from: { path: '^apps/standalone/' },
      to: { path: '^apps/(?!standalone/)[^/]+/(src/)?main\\.ts$' },
    },
    {
      name: 'libraries-know-no-app',
      comment: 'A library serves any application and imports none.',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'commands-read-no-view',
      comment: 'A decision rests on streams alone: a read model lags, and never feeds a command.',
      severity: 'error',
      // What puts the process together hands previews of answers to dry runs, and makes everybody's tables.
      from: { path: '^apps/command-api/', pathNot: [TESTS, '^apps/command-api/src/(main\\.ts$|composition/)'] },
      to: { path: '^libs/(projections|queries)/' },
    },
    {
      name: 'gateway-reads-only',
      comment:
        'The gateway answers from queries and sends commands to the command side; it decides and appends nothing.',
      severity: 'error',
      // What puts the process together finds instants by what the relay has noted of them.
      from: { path: '^apps/gateway/', pathNot: [TESTS, '^apps/gateway/src/composition/'] },
      to: { path: '^libs/(domain|delivery)/' },
    },
    {
      name: 'tests-stay-outside',
      comment: 'What ships imports no test code.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: TESTS },
      to: { path: ['^test/', TESTS] },
    },
    {
      name: 'no-circles',
      comment: 'Two files that need each other are one file, or three.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'nothing-unresolved',
      comment: 'An import that leads nowhere would escape every other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-development-packages',
      comment: 'What ships uses dependencies, not devDependencies: those are missing in production.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: TESTS },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm', 'npm-peer', 'type-only'] },
    },
    {
      name: 'no-unlisted-packages',
      comment: 'Every package used is in package.json, with its exact version.',
      severity: 'error',
      from: { path: '^(apps|libs)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
};
