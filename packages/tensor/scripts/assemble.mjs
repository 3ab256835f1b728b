// Compiles assembly/ twice, with and without relaxed SIMD, and embeds both binaries as base64 in src/generated/, next to
// the TypeScript interface of what they export and the list of the ops' cases.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { kernelExports } from './kernel-exports.mjs';
import { opCases } from './list-cases.mjs';
import { microKernelSource } from './micro-kernels.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'src', 'generated');

const flags = [
  'assembly/index.ts',
  '--outFile',
  'kernels.wasm',
  '--importMemory',
  '--noExportMemory',
  '--initialMemory',
  '0',
  '--maximumMemory',
  '65536',
  '--runtime',
  'stub',
  '--use',
  'abort=',
  '--noAssert',
  '-O3',
  '--uncheckedBehavior',
  'always',
  '--enable',
  'simd',
  '--enable',
  'bulk-memory',
];

async function compile({ fused }) {
  const virtualFiles = new Map([['assembly/generated/micro-kernels.ts', microKernelSource({ fused })]]);
  const extraFlags = fused ? ['--enable', 'relaxed-simd'] : [];
  let binary;
  const { error, stderr } = await asc.main([...flags, ...extraFlags], {
    readFile: async (name) => {
      if (virtualFiles.has(name)) return virtualFiles.get(name);
      const path = join(root, name);
      return existsSync(path) ? readFile(path, 'utf8') : null;
    },
    writeFile: (name, contents) => {
      if (name.endsWith('.wasm')) binary = contents;
    },
    listFiles: () => [],
  });
  if (error) throw new Error(`The kernels do not compile: ${error.message}\n${stderr.toString()}`);
  return binary;
}

async function emit(name, what, binary) {
  const base64 = Buffer.from(binary).toString('base64');
  const text = [
    `// Generated from assembly/ by scripts/assemble.mjs. ${what}, ${binary.length} bytes.`,
    `export const ${name} =\n  '${base64}';`,
    '',
  ].join('\n');
  await writeFile(join(target, `${name}.ts`), text);
  console.log(`src/generated/${name}.ts: ${binary.length} bytes of WebAssembly`);
}

await mkdir(target, { recursive: true });
await writeFile(join(target, 'kernel-exports.ts'), await kernelExports(join(root, 'assembly', 'index.ts')));
await writeFile(join(target, 'op-cases.ts'), await opCases(join(root, 'src', 'ops')));
await emit('simd', 'Plain SIMD', await compile({ fused: false }));
await emit('relaxed', 'Relaxed SIMD (fused multiply-add)', await compile({ fused: true }));
