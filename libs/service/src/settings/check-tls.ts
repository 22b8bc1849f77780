import { catalogue } from './catalogue.js';
import { readableFile } from './parsers.js';
import { given, type Environment } from './setting.js';
import type { SettingProblem } from './settings-error.js';

const fileParameters = ['sslrootcert', 'sslcert', 'sslkey'];
// What else libpq knows goes on without TLS, or with a server that nobody has checked.
const modes = ['disable', 'verify-full'];

/** Files that would be left unread, and half of a pair. */
export function kafkaTls(env: Environment): SettingProblem[] {
  const { ssl, sslCa, sslCert, sslKey } = catalogue;
  const isOn = ssl.parse(given(ssl, env) ?? ssl.fallback) === true;
  const named = [sslCa, sslCert, sslKey].filter((setting) => given(setting, env) !== undefined);
  if (!isOn) return named.map(({ name }) => ({ name, message: `is set, but ${ssl.name} is not true` }));
  const pair = [sslCert, sslKey];
  const absent = pair.filter((setting) => !named.includes(setting));
  if (absent.length === pair.length) return [];
  return absent.map(({ name }) => ({
    name,
    message: `is not set; ${pair.map((setting) => setting.name).join(' and ')} go together`,
  }));
}

export function databaseTls(env: Environment): SettingProblem[] {
  const { name } = catalogue.databaseUrl;
  const text = given(catalogue.databaseUrl, env);
  if (text === undefined || !URL.canParse(text)) return [];
  const { searchParams } = new URL(text);
  const mode = searchParams.get('sslmode');
  const files = fileParameters.filter((parameter) => searchParams.has(parameter));
  const unread = files.filter((parameter) => readableFile(searchParams.get(parameter) ?? '') === undefined);
  return [
    ...(mode === null || modes.includes(mode)
      ? []
      : [{ name, message: `must have an sslmode of ${modes.join(' or ')}; given: ${JSON.stringify(mode)}` }]),
    ...(files.length > 0 && mode !== 'verify-full'
      ? [{ name, message: `has ${files.join(', ')}, but not sslmode=verify-full` }]
      : []),
    ...unread.map((parameter) => ({ name, message: `names a file as ${parameter} that cannot be read` })),
  ];
}
