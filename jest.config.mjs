import { existsSync } from 'node:fs';

// Real index data that is no part of the project: where it is not, there is nothing for this spec to do.
const absent = existsSync('../shared/examples/breaches.ndjson.gz') ? [] : ['test/oracle/breaches'];

// What needs small file systems of its own (`npm run faults:disk`), and what takes minutes (`npm run faults:recovery`).
const elsewhere = [
  ...(process.env.FAULTS_DISK === undefined ? ['test/faults/disk/'] : []),
  ...(process.env.FAULTS_LONG === undefined ? ['test/faults/stands-still', 'test/faults/recovery'] : []),
];

/** Suffixes tell the cost: .unit.spec is pure, .int.spec needs Kafka or PostgreSQL, .flow.spec the whole pipe. */
export default {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['corrigenda-source', 'node', 'node-addons'] },
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test'],
  testRegex: '\\.(unit|int|flow)\\.spec\\.ts$',
  testPathIgnorePatterns: ['/node_modules/', ...absent, ...elsewhere],
  testTimeout: 60_000,
  // A client that a failed spec left connected must not keep the run from ending.
  forceExit: true,
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        module: { type: 'es6' },
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          keepClassNames: true,
          experimental: { keepImportAttributes: true },
        },
      },
    ],
  },
};
