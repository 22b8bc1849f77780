import { step } from './run.mjs';

/** The npm that runs us, else the one on the PATH. */
export async function npmInstall(what, args, { cwd, env }) {
  const running = process.env.npm_execpath;
  const [command, ...first] = running?.endsWith('npm-cli.js') ? [process.execPath, running] : ['npm'];
  // What the surrounding npm was told (--omit, --silent, a prefix) is not meant for this one.
  const own = Object.fromEntries(
    Object.entries(env).filter(
      ([name]) =>
        !/^npm_(config_(omit|include|production|prefix|global|loglevel|ignore_scripts)|package_|lifecycle_)/i.test(
          name,
        ),
    ),
  );
  await step(what, command, [...first, 'install', '--no-audit', '--no-fund', '--loglevel=error', ...args], {
    cwd,
    env: own,
  });
}
