import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The same folder whether this runs from its source or from `dist`. */
export function checkoutFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'docker', 'kafka', 'pom.xml'))) return folder;
    if (dirname(folder) === folder) throw new Error('docker/kafka/pom.xml is missing from this checkout');
  }
}
