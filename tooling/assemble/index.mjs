// Compiles the assembly/ folder of a package twice, with and without relaxed SIMD, and embeds both binaries as base64 in its
// src/generated/, next to the TypeScript interface of what they export.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';
import { requireClean } from './hygiene.mjs';
import { kernelExports } from './kernel-exports.mjs';

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

async function compile(root, virtualFiles, extraFlags) {
  let binary;
  const { error, stderr } = await asc.main([...flags, ...extraFlags], {
    readFile: async (name) => {
      if (name in virtualFiles) return virtualFiles[name];
      const path = join(root, name);
      return existsSync(path) ? readFile(path, 'utf8') : null;
    },
    writeFile: (name, contents) => {
      if (name.endsWith('.wasm')) binary = contents;
    },
    listFiles: () => [],
  });
  if (error) throw new Error(`The kernels of ${root} do not compile: ${error.message}\n${stderr.toString()}`);
  requireClean(binary);
  return binary;
}

async function emit(target, name, what, binary) {
  const base64 = Buffer.from(binary).toString('base64');
  const text = [
    `// Generated from assembly/ by scripts/assemble.mjs. ${what}, ${binary.length} bytes.`,
    `export const ${name} =\n  '${base64}';`,
    '',
  ].join('\n');
  await writeFile(join(target, `${name}.ts`), text);
  console.log(`src/generated/${name}.ts: ${binary.length} bytes of WebAssembly`);
}

export { faultsOf } from './hygiene.mjs';

export async function assemble({ root, virtualFiles = () => ({}), interfaceName = 'KernelExports' }) {
  const target = join(root, 'src', 'generated');
  await mkdir(target, { recursive: true });
  const declarations = await kernelExports(join(root, 'assembly', 'index.ts'), interfaceName);
  await writeFile(join(target, 'kernel-exports.ts'), declarations);
  await emit(target, 'simd', 'Plain SIMD', await compile(root, virtualFiles({ fused: false }), []));
  const fused = await compile(root, virtualFiles({ fused: true }), ['--enable', 'relaxed-simd']);
  await emit(target, 'relaxed', 'Relaxed SIMD (fused multiply-add)', fused);
}
