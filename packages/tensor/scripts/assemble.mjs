// Compiles assembly/ into src/generated/, and lists the ops' cases there.
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assemble } from '@perceptrons/assemble';
import { opCases } from './list-cases.mjs';
import { microKernelSource } from './micro-kernels.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

await assemble({
  root,
  virtualFiles: (variant) => ({ 'assembly/generated/micro-kernels.ts': microKernelSource(variant) }),
});
await writeFile(join(root, 'src', 'generated', 'op-cases.ts'), await opCases(join(root, 'src', 'ops')));
