// Writes the TypeScript interface of the kernels from their AssemblyScript declarations, so that the two cannot differ.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const hostType = (type) => (type === 'void' || type === 'bool' ? 'void' : 'number');

/** One line of the interface for the exported function `name` of a source text. */
function declaration(name, source, path) {
  const match = new RegExp(`export function ${name}\\(([^)]*)\\): (\\w+)`).exec(source);
  if (match === null) throw new Error(`assembly/index.ts exports ${name}, but ${path} declares no such function.`);
  const parameters = match[1]
    .split(',')
    .map((parameter) => parameter.trim())
    .filter((parameter) => parameter !== '')
    .map((parameter) => `${parameter.split(':')[0].trim()}: number`);
  return `  ${name}(${parameters.join(', ')}): ${hostType(match[2])};`;
}

/** Text of `src/generated/kernel-exports.ts` for the functions that `index`, an AssemblyScript file, exports again. */
export async function kernelExports(index, interfaceName) {
  const text = await readFile(index, 'utf8');
  const lines = [];
  for (const [, names, from] of text.matchAll(/export \{([^}]*)\} from '([^']+)'/g)) {
    const path = join(dirname(index), `${from}.ts`);
    const source = await readFile(path, 'utf8');
    for (const name of names
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean))
      lines.push(declaration(name, source, path));
  }
  return [
    '// Generated from assembly/ by scripts/assemble.mjs. Pointers and strides are bytes, sizes are counts.',
    `export interface ${interfaceName} {`,
    ...lines.sort(),
    '}',
    '',
  ].join('\n');
}
