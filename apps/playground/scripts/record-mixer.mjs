// node apps/playground/scripts/record-mixer.mjs [--data fashion-mnist] [--model mixer] [--seeds 1,2,3] [--assemble]
// Trains the runs that the Mixer page shows before anything is trained in the page, with the page's own code, on WASM.
// Every run is kept in .data/recorded-runs/; --assemble writes what the page ships from them.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { withPageCode } from './page-code.mjs';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: 'fashion-mnist' },
    model: { type: 'string', default: 'mixer,vit,cnn,bag,flat' },
    seeds: { type: 'string', default: '1,2,3' },
    assemble: { type: 'boolean', default: false },
  },
});
const folder = path.join(import.meta.dirname, '..', '..', '..', '.data');
await withPageCode('/scripts/recording.ts', async (recording) => {
  if (values.assemble) await recording.assemble({ data: values.data, folder });
  else {
    for (const seed of values.seeds.split(',').map(Number)) {
      for (const model of values.model.split(',')) await recording.record({ data: values.data, model, seed, folder });
    }
  }
});
