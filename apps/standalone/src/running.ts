import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the environment has said beside where the stores are. */
const passed = [
  'TOPIC_PREFIX',
  'PARTITIONS',
  'POLICY_FILE',
  'VOCABULARY_FILE',
  'KAFKA_SSL',
  'KAFKA_SASL_MECHANISM',
  'KAFKA_SASL_USERNAME',
  'KAFKA_SASL_PASSWORD',
];

const fileIn = (data: string): string => join(data, 'running.json');

/** Where everything is, for the operator's program: for the owner's eyes only, as passwords are in it. */
export function noteRunning(data: string, env: NodeJS.ProcessEnv, where: Readonly<Record<string, string>>): void {
  const said = Object.fromEntries(passed.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
  forgetRunning(data);
  writeFileSync(fileIn(data), `${JSON.stringify({ ...said, ...where }, null, 2)}\n`, { mode: 0o600 });
}

export function forgetRunning(data: string): void {
  rmSync(fileIn(data), { force: true });
}
