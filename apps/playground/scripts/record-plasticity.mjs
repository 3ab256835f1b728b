// node apps/playground/scripts/record-plasticity.mjs
// Writes the run that the Plasticity page shows before a visitor starts one: its default settings, its own code.
import { withPageCode } from './page-code.mjs';

await withPageCode('/scripts/plasticity-recording.ts', ({ record }) => record());
