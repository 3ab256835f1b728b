// Writes docs/tfjs-defects.md: runs the programs of the page on the stock backends, records what they print, and renders
// the page. Needs a WebGPU adapter, software will do.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const folder = 'packages/tensor/src/defects';

const env = { ...process.env, PERCEPTRONS_RECORD_DEFECTS: '1', PERCEPTRONS_REQUIRE_WEBGPU: '1' };
delete env.PERCEPTRONS_BACKENDS;

for (const [project, file] of [
  ['node-tensor', 'defects.test.ts'],
  ['webgpu', 'defects.webgpu.test.ts'],
  ['node-tensor', 'page.test.ts'],
]) {
  const { status } = spawnSync('npx', ['vitest', 'run', '--project', project, join(folder, file)], {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  // While recording, a new program has no record on the backends that come later.
  if (status !== 0 && file !== 'defects.test.ts') {
    console.error(`${file} fails: run npx vitest run --project ${project} ${folder}/${file}`);
    process.exit(1);
  }
}
console.log('docs/tfjs-defects.md is written');
