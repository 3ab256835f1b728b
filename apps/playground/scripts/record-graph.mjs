// node apps/playground/scripts/record-graph.mjs
// Writes what the Graph page shows before a visitor trains anything: every named pair under every test, and PPGN and GIN
// trained on it with the default settings, by the page's own code on WASM.
import { withPageCode } from './page-code.mjs';

await withPageCode('/scripts/graph-recording.ts', ({ record }) => record());
