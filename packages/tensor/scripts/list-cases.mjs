// Lists the float64 cases of all ops in one module, so that what is checked at run time and in the tests is the same.
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Text of `src/generated/op-cases.ts` for the exports that end in `Cases` of each `src/ops/<op>/cases.ts`. */
export async function opCases(ops) {
  const folders = (await readdir(ops)).filter((name) => existsSync(join(ops, name, 'cases.ts'))).sort();
  const names = [];
  const imports = [];
  for (const folder of folders) {
    const text = await readFile(join(ops, folder, 'cases.ts'), 'utf8');
    const found = [...text.matchAll(/^export const (\w+Cases)\b/gm)].map(([, name]) => name);
    if (found.length === 0) throw new Error(`src/ops/${folder}/cases.ts exports nothing that ends in Cases.`);
    names.push(...found);
    imports.push(`import { ${found.join(', ')} } from '../ops/${folder}/cases';`);
  }
  return [
    '// Generated from src/ops/*/cases.ts by scripts/assemble.mjs.',
    ...imports,
    "import type { OpCases } from '../testing/op-cases';",
    '',
    'export const opCases = [',
    ...names.map((name) => `  ${name},`),
    '] as unknown as ReadonlyArray<OpCases<object>>;',
    '',
  ].join('\n');
}
