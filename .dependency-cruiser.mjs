/** What may know what. `test/architecture/` shows that each rule bites: a rule added here needs its violation there. */
const SPECS = ['\\.spec\\.ts$', '/testing/', '^test/'];
const OURS = '^(apps|libs|test)/';
const lib = (...names) => `^libs/(${names.join('|')})/`;
const packages = (...names) => `(^|/)node_modules/(${names.join('|')})(/|$)`;

/** A lib, and the libs that it may know. */
const mayKnow = (name, ...others) => ({
  name: `${name}-knows-${others.length === 0 ? 'nothing-of-ours' : `only-${others.join('-and-')}`}`,
  severity: 'error',
  from: { path: lib(name), pathNot: SPECS },
  to: { path: OURS, pathNot: lib(name, ...others) },
});

/** Packages, and the only lib that knows them. Tests may: an oracle that shared our client would share its faults. */
const onlyIn = (name, ...names) => ({
  name: `only-${name}-knows-${names.join('-and-')}`,
  severity: 'error',
  from: { path: '^(apps|libs)/', pathNot: [lib(name), ...SPECS] },
  to: { path: packages(...names) },
});

export default {
  forbidden: [
    mayKnow('contracts'),
    mayKnow('domain', 'contracts'),
    mayKnow('kafka', 'contracts'),
    mayKnow('persistence', 'contracts', 'domain'),
    mayKnow('projection', 'contracts', 'domain', 'kafka', 'persistence'),
    mayKnow('service', 'contracts', 'domain'),
    mayKnow('access', 'contracts', 'persistence', 'service'),
    mayKnow('embedded'),
    onlyIn('kafka', 'kafkajs'),
    onlyIn('persistence', 'typeorm', 'pg'),
    onlyIn('service', '@opentelemetry'),
    {
      name: 'domain-and-contracts-know-no-framework',
      severity: 'error',
      from: { path: lib('contracts', 'domain'), pathNot: SPECS },
      to: { path: packages('@nestjs', 'rxjs', 'reflect-metadata', 'fastify', 'nestjs-pino', 'pino', 'prom-client') },
    },
    {
      name: 'domain-and-contracts-do-no-io',
      comment: 'Hashing is no I/O.',
      severity: 'error',
      from: { path: lib('contracts', 'domain'), pathNot: SPECS },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'libs-never-know-apps',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'apps-never-know-each-other',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'a-lib-is-entered-at-its-root',
      severity: 'error',
      from: { path: '^libs/([^/]+)/' },
      to: { path: '^libs/', pathNot: ['^libs/$1/', '^libs/[^/]+/src/index\\.ts$'] },
    },
    {
      name: 'a-lib-is-entered-at-its-root-by-apps-and-tests',
      severity: 'error',
      from: { path: '^(apps|test)/' },
      to: { path: '^libs/', pathNot: '^libs/[^/]+/src/index\\.ts$' },
    },
    {
      name: 'a-lib-is-entered-by-its-name',
      comment:
        "'#domain', not '../../domain/src/index.js'. What Jest loads before it knows our condition (.mjs) cannot.",
      severity: 'error',
      from: { path: '^(libs/[^/]+|apps|test)/', pathNot: '\\.mjs$' },
      to: { path: '^libs/[^/]+/src/index\\.ts$', pathNot: '^$1/', dependencyTypesNot: ['aliased-subpath-import'] },
    },
    {
      name: 'the-oracle-knows-nothing-of-what-it-tests',
      comment: 'It is worth something only as long as it shares no code with the pipeline. Its specs compare the two.',
      severity: 'error',
      from: { path: '^test/oracle/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(apps|libs)/' },
    },
    {
      name: 'what-runs-knows-no-tests',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: SPECS },
      to: { path: SPECS },
    },
    {
      name: 'nobody-knows-a-spec',
      severity: 'error',
      from: {},
      to: { path: '\\.spec\\.ts$' },
    },
    {
      name: 'what-runs-needs-no-dev-dependency',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: SPECS },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'every-package-is-listed',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'every-import-leads-somewhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['corrigenda-source', 'import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
};
