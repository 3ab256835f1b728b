// node apps/playground/scripts/record-sequencer.mjs [--seeds 1,2,3] [--assemble]
// Trains the runs that the Sequencer page shows before anything is trained in the page, with the page's own code and its
// default settings, on WASM. Every run is kept in .data/recorded-runs/; --assemble writes what the page ships from them.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { withPageCode } from './page-code.mjs';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    assemble: { type: 'boolean', default: false },
  },
});
const folder = path.join(import.meta.dirname, '..', '..', '..', '.data');
const seeds = values.seeds.split(',').map(Number);
await withPageCode('/scripts/sequencer-recording.ts', async (recording) => {
  if (values.assemble) await recording.assemble({ seeds, folder });
  else for (const seed of seeds) await recording.record({ seed, folder });
});
