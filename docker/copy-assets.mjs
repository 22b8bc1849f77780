import { cpSync, readdirSync } from 'node:fs';

/** What is read beside the compiled code, and is not compiled itself. */
for (const folder of ['apps', 'libs'])
  for (const path of readdirSync(folder, { recursive: true }))
    if (/\.json$/.test(path)) cpSync(`${folder}/${path}`, `dist/${folder}/${path}`);
