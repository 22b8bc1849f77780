/** One environment variable. `parse` answers `undefined` for what is not allowed. */
export interface Setting<T> {
  readonly name: string;
  readonly meaning: string;
  readonly allowed: string;
  readonly fallback?: string;
  /** What was given is never shown in an error: it is, or may carry, a password. */
  readonly secret?: true;
  readonly parse: (text: string) => T | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** An empty variable counts as not set: compose files and shells pass those on. */
export function given(setting: Setting<unknown>, env: Environment): string | undefined {
  const text = env[setting.name]?.trim();
  return text === undefined || text === '' ? undefined : text;
}
