/** One file that breaks each rule of `.dependency-cruiser.mjs`, and no other file does. */
export interface Violation {
  readonly rule: string;
  readonly file: string;
  readonly source: string;
}

export const violations: readonly Violation[] = [
  broken('contracts-knows-nothing-of-ours', 'libs/contracts/src/a.ts', '#domain'),
  broken('domain-knows-only-contracts', 'libs/domain/src/a.ts', '#persistence'),
  broken('kafka-knows-only-contracts', 'libs/kafka/src/a.ts', '#domain'),
  broken('persistence-knows-only-contracts-and-domain', 'libs/persistence/src/a.ts', '#service'),
  broken(
    'projection-knows-only-contracts-and-domain-and-kafka-and-persistence',
    'libs/projection/src/a.ts',
    '#service',
  ),
  broken('service-knows-only-contracts-and-domain', 'libs/service/src/a.ts', '#kafka'),
  broken('access-knows-only-contracts-and-persistence-and-service', 'libs/access/src/a.ts', '#domain'),
  broken('embedded-knows-nothing-of-ours', 'libs/embedded/src/a.ts', '#contracts'),
  broken('only-kafka-knows-kafkajs', 'apps/notifier/src/a.ts', 'kafkajs'),
  broken('only-persistence-knows-typeorm-and-pg', 'apps/query/src/a.ts', 'pg'),
  broken('only-service-knows-@opentelemetry', 'apps/query/src/c.ts', '@opentelemetry/api'),
  broken('domain-and-contracts-know-no-framework', 'libs/domain/src/b.ts', '@nestjs/common'),
  broken('domain-and-contracts-do-no-io', 'libs/domain/src/c.ts', 'node:fs'),
  broken('libs-never-know-apps', 'libs/service/src/b.ts', '../../../apps/ingest/src/main.js'),
  broken('apps-never-know-each-other', 'apps/query/src/b.ts', '../../ingest/src/main.js'),
  broken('a-lib-is-entered-at-its-root', 'libs/kafka/src/b.ts', '../../contracts/src/inner.js'),
  broken('a-lib-is-entered-at-its-root-by-apps-and-tests', 'apps/ingest/src/a.ts', '../../../libs/domain/src/inner.js'),
  broken('a-lib-is-entered-by-its-name', 'apps/ingest/src/b.ts', '../../../libs/domain/src/index.js'),
  broken('the-oracle-knows-nothing-of-what-it-tests', 'test/oracle/a.ts', '#domain'),
  broken('what-runs-knows-no-tests', 'libs/kafka/src/c.ts', './testing/helper.js'),
  broken('nobody-knows-a-spec', 'libs/kafka/src/one.unit.spec.ts', './two.unit.spec.js'),
  broken('what-runs-needs-no-dev-dependency', 'libs/kafka/src/d.ts', 'fast-check'),
  broken('every-package-is-listed', 'libs/kafka/src/e.ts', 'find-my-way'),
  broken('every-import-leads-somewhere', 'libs/kafka/src/f.ts', './nowhere.js'),
  broken('no-cycles', 'libs/kafka/src/g.ts', './h.js'),
];

/** What the violations lead to, and what is allowed: none of these breaks a rule. */
export const lawful: Readonly<Record<string, string>> = {
  'libs/contracts/src/index.ts': "export * from './inner.js';",
  'libs/contracts/src/inner.ts': 'export const imported = 1;',
  'libs/domain/src/index.ts': "export { imported } from '#contracts';",
  'libs/domain/src/inner.ts': "import 'node:crypto';\nexport const imported = 1;",
  'libs/kafka/src/index.ts': "import 'kafkajs';\nexport { imported } from '#contracts';",
  'libs/kafka/src/h.ts': 'export const imported = 1;',
  'libs/kafka/src/testing/helper.ts': 'export const imported = 1;',
  'libs/kafka/src/two.unit.spec.ts': "import { imported } from './testing/helper.js';\nexport { imported };",
  'libs/persistence/src/index.ts': "import 'pg';\nimport 'typeorm';\nexport { imported } from '#domain';",
  'libs/service/src/index.ts': "import '@nestjs/common';\nexport { imported } from '#contracts';",
  'libs/access/src/index.ts': "import '#service';\nexport { imported } from '#persistence';",
  'libs/embedded/src/index.ts': "import 'node:child_process';\nexport const imported = 1;",
  'apps/ingest/src/main.ts': "import { imported } from '#kafka';\nimport '#service';\nexport { imported };",
  'test/oracle/b.ts': "import 'kafkajs';\nimport 'pg';\nimport 'node:fs';\nexport const imported = 1;",
  'test/oracle/a.unit.spec.ts': "import { imported } from './b.js';\nimport '#domain';\nexport { imported };",
  'test/flow/a.flow.spec.ts': "import 'kafkajs';\nimport 'fast-check';\nimport '#domain';",
};

function broken(rule: string, file: string, from: string): Violation {
  return { rule, file, source: `import { imported } from '${from}';\nexport { imported };\n` };
}
