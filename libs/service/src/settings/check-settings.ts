import { catalogue } from './catalogue.js';
import { databaseTls, kafkaTls } from './check-tls.js';
import { isLoopback } from './loopback.js';
import { given, type Environment, type Setting } from './setting.js';
import type { SettingProblem } from './settings-error.js';
import type { Need } from './settings.js';

const tls = [catalogue.sslCa, catalogue.sslCert, catalogue.sslKey];
const settingsOf: Readonly<Record<Need, readonly Setting<unknown>[]>> = {
  kafka: [
    catalogue.brokers,
    catalogue.ssl,
    ...tls,
    catalogue.saslMechanism,
    catalogue.saslUsername,
    catalogue.saslPassword,
  ],
  database: [catalogue.databaseUrl],
};
const settingsOfAll: readonly Setting<unknown>[] = Object.values(catalogue).filter(
  (setting) => !Object.values(settingsOf).flat().includes(setting),
);

export function checkSettings(env: Environment, needs: readonly Need[]): readonly SettingProblem[] {
  const read = [...needs.flatMap((need) => settingsOf[need]), ...settingsOfAll];
  return [
    ...(needs.includes('kafka') ? missing(env, catalogue.brokers) : []),
    ...(needs.includes('database') ? missing(env, catalogue.databaseUrl) : []),
    ...read.flatMap((setting) => malformed(env, setting)),
    ...(needs.includes('kafka') ? [...halfALogin(env), ...kafkaTls(env)] : []),
    ...(needs.includes('database') ? databaseTls(env) : []),
    ...openToAll(env),
  ];
}

function missing(env: Environment, setting: Setting<unknown>): SettingProblem[] {
  if (given(setting, env) !== undefined) return [];
  return [{ name: setting.name, message: `is not set; it says ${setting.meaning}: ${setting.allowed}` }];
}

function malformed(env: Environment, setting: Setting<unknown>): SettingProblem[] {
  const text = given(setting, env);
  if (text === undefined || setting.parse(text) !== undefined) return [];
  const shown = setting.secret === true ? 'not shown here, it may hold a password' : JSON.stringify(hideLogin(text));
  return [{ name: setting.name, message: `must be ${setting.allowed}; given: ${shown}` }];
}

/** Somebody may put `user:password@` where it does not belong. */
function hideLogin(text: string): string {
  return text.replace(/[^\s,/]*@/g, '***@').slice(0, 200);
}

function halfALogin(env: Environment): SettingProblem[] {
  const login = [catalogue.saslMechanism, catalogue.saslUsername, catalogue.saslPassword];
  const absent = login.filter((setting) => given(setting, env) === undefined);
  if (absent.length === login.length) return [];
  return absent.map(({ name }) => ({
    name,
    message: `is not set; ${login.map((setting) => setting.name).join(', ')} go together`,
  }));
}

function openToAll(env: Environment): SettingProblem[] {
  const auth = given(catalogue.auth, env) ?? catalogue.auth.fallback;
  const host = given(catalogue.host, env) ?? catalogue.host.fallback;
  const who = catalogue.auth.parse(auth);
  if (who !== undefined && who !== 'none') {
    const needed = [
      catalogue.databaseUrl,
      ...(who === 'keys' ? [] : [catalogue.oidcIssuer, catalogue.oidcAudience]),
    ].filter((setting) => given(setting, env) === undefined);
    return needed.map(({ name, meaning }) => ({ name, message: `is not set, and AUTH is ${who}; it says ${meaning}` }));
  }
  if (catalogue.host.parse(host) === undefined || isLoopback(host)) return [];
  return [
    {
      name: catalogue.host.name,
      message: `must be a loopback address (127.0.0.1, ::1, localhost) while AUTH is none; given: ${JSON.stringify(host)}`,
    },
  ];
}
