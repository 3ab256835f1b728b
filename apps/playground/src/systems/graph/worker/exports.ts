import { io } from '@perceptrons/tensor';
import type { ExportedFile } from '../../../training/download-menu';
import { browserStore } from '../../../training/worker/browser-store';
import { layersModelArchive, runRecord } from '../../../training/worker/run-files';
import { contestants } from '../models';
import type { PairText } from '../pairs';
import { trainedModel } from './current-models';
import { savedRun } from './files';

type Bytes = Uint8Array<ArrayBuffer>;

/** The visitor's run as JSON lines: setting, environment, every step, the end results. */
async function record(): Promise<Bytes> {
  const run = await savedRun.load(browserStore);
  if (!run) return runRecord(undefined);
  const { settings, a, b, parameters, untrained } = run.description;
  const separation = (model: (typeof contestants)[number]) => ({ ...untrained[model] });
  return runRecord({
    seed: settings.seed,
    config: { ...settings, a, b, parameters: { ...parameters } },
    entries: contestants.flatMap((model) =>
      run.losses[model].map(({ asB: [aAsB, bAsB], ...point }) => ({ model, ...point, aAsB, bAsB })),
    ),
    results: run.finished
      ? Object.fromEntries(
          contestants.map((model) => [
            model,
            {
              untrained: separation(model),
              accuracy: run.losses[model].at(-1)?.accuracy ?? null,
              gap: run.losses[model].at(-1)?.gap ?? null,
            },
          ]),
        )
      : undefined,
  });
}

/** Writes a file about the graphs on the page, the trained networks, or the run. */
export async function exportFile({ kind, a, b }: { kind: string } & PairText): Promise<ExportedFile> {
  switch (kind) {
    case 'graph6':
      return { name: 'pair.g6', type: 'text/plain', bytes: new TextEncoder().encode(`${a}\n${b}\n`) as Bytes };
    case 'record':
      return { name: 'graph-run.jsonl', type: 'application/jsonl', bytes: await record() };
    case 'tfjs': {
      const bytes = await layersModelArchive((await trainedModel('ppgn')).model);
      return { name: 'ppgn-tfjs.zip', type: 'application/zip', bytes };
    }
    default: {
      const name = kind === 'gin' ? 'gin' : 'ppgn';
      const { model, origin } = await trainedModel(name);
      const weights = await io.modelWeights(model);
      const metadata = { settings: JSON.stringify(origin.settings), graphs: `${origin.a} ${origin.b}` };
      return {
        name: `${name}.safetensors`,
        type: 'application/octet-stream',
        bytes: io.writeSafetensors(weights, { metadata }) as Bytes,
      };
    }
  }
}
