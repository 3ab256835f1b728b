// What `record-plasticity.mjs` does.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { defaults } from '../src/settings/setting';
import type { RecordedRun } from '../src/systems/plasticity/recorded/recorded-run';
import type { RunMessage } from '../src/systems/plasticity/run';
import { plasticitySettings } from '../src/systems/plasticity/settings';
import { bootstrap } from '../src/systems/plasticity/worker/bootstrap';
import { constraints } from '../src/systems/plasticity/worker/constraints';
import { search } from '../src/systems/plasticity/worker/search';

const file = path.join(import.meta.dirname, '..', 'src', 'systems', 'plasticity', 'recorded', 'default-run.json');
/** Digits that a figure can show, so that the file stays small. */
const digits = 5;

const collected = <Kind extends RunMessage['kind']>(messages: readonly RunMessage[], kind: Kind) =>
  messages.filter((message): message is Extract<RunMessage, { kind: Kind }> => message.kind === kind);

/** Runs the search with the default settings and writes the file of the page. */
export async function record(): Promise<void> {
  const messages: RunMessage[] = [];
  await search(
    { settings: defaults(plasticitySettings) },
    {
      signal: new AbortController().signal,
      breathe: async () => {},
      send: (message) => messages.push(message),
    },
  );
  const [{ description }] = collected(messages, 'prepared');
  const [{ estimate, evaluation }] = collected(messages, 'evaluation');
  const asked = { settings: defaults(plasticitySettings), parameters: estimate.parameters };
  const quiet = { signal: new AbortController().signal, breathe: async () => {}, send: () => {} };
  const run: RecordedRun = {
    description,
    points: collected(messages, 'progress').flatMap(({ points }) => points),
    estimate,
    evaluation,
    bootstrap: await bootstrap(asked, quiet),
    constraints: await constraints(asked, quiet),
    environment: { node: process.version },
  };
  const rounded = (_: string, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(digits)) : value;
  await writeFile(file, `${JSON.stringify(run, rounded)}\n`);
  console.log(`${estimate.formula} in ${evaluation.seconds.toFixed(1)} s`);
}
