// node apps/playground/scripts/record-mixer.mjs [--data fashion-mnist] [--model mixer] [--seeds 1,2,3] [--assemble]
// Trains the runs that the Mixer page shows before anything is trained in the page, with the page's own code, on WASM.
// Every run is kept in .data/recorded-runs/; --assemble writes what the page ships from them.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createServer } from 'vite';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: 'fashion-mnist' },
    model: { type: 'string', default: 'mixer,vit,cnn,bag,flat' },
    seeds: { type: 'string', default: '1,2,3' },
    assemble: { type: 'boolean', default: false },
  },
});
const vite = await createServer({
  root,
  configFile: false,
  appType: 'custom',
  logLevel: 'error',
  server: { middlewareMode: true, hmr: false, ws: false },
  resolve: { conditions: ['@perceptrons/source', 'node', 'import', 'default'] },
  ssr: {
    resolve: { conditions: ['@perceptrons/source', 'node', 'import', 'default'], externalConditions: ['node'] },
    noExternal: [/^@perceptrons\//],
    external: ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm'],
  },
});
try {
  const recording = await vite.ssrLoadModule('/scripts/recording.ts');
  const folder = path.join(root, '..', '..', '.data');
  if (values.assemble) await recording.assemble({ data: values.data, folder });
  else {
    for (const seed of values.seeds.split(',').map(Number)) {
      for (const model of values.model.split(',')) await recording.record({ data: values.data, model, seed, folder });
    }
  }
} finally {
  await vite.close();
}
