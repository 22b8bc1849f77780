import { readFileSync, writeFileSync } from 'node:fs';
import { within } from './set-up/checkout.mjs';

/** What may be shipped with a program under Apache-2.0 without more than a notice. */
const permissive = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unlicense',
];

/** Of everything that runs in production, as the lock file has it. */
export function licences() {
  const { packages } = JSON.parse(readFileSync(within('package-lock.json'), 'utf8'));
  return Object.entries(packages)
    .filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional)
    .map(([path, { version, license = 'none named' }]) => ({
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version,
      licence: license,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1));
}

/** `(MIT OR GPL-3.0)` is one of both, whichever one likes. */
export function isPermissive(licence) {
  return licence
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((each) => permissive.includes(each)));
}

export function page() {
  const rows = licences().map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`);
  return [
    '# Licences',
    '',
    'Of everything that runs in production, made by `npm run licences` from `package-lock.json`. Each may be shipped with a program under',
    'Apache-2.0. Kafka and PostgreSQL are not shipped: Apache-2.0 and the PostgreSQL Licence.',
    '',
    '| package | version | licence |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

if (process.argv[1] === within('scripts', 'licences.mjs')) {
  writeFileSync(within('docs', 'licences.md'), page());
  const others = licences().filter(({ licence }) => !isPermissive(licence));
  for (const { name, version, licence } of others) console.error(`${name} ${version}: ${licence}`);
  process.exitCode = others.length === 0 ? 0 : 1;
}
