import { io } from '@perceptrons/tensor';
import { exportMixerWeights, exportSequencerWeights } from '@perceptrons/vision';
import type { ExportedFile } from '../../../training/download-menu';
import { browserStore } from '../../../training/worker/browser-store';
import { layersModelArchive, runRecord } from '../../../training/worker/run-files';
import { contestants } from '../models';
import { currentModels } from './current-models';
import { savedRun } from './files';

type Bytes = Uint8Array<ArrayBuffer>;

/** The visitor's run as JSON lines: setting, environment, every held-out figure, accuracy and interval at every side. */
async function record(): Promise<Bytes> {
  const run = await savedRun.load(browserStore);
  if (!run) return runRecord(undefined);
  const { settings, costs, trainImages, heldOutImages } = run.description;
  const { sequencer, mixer } = costs;
  return runRecord({
    seed: settings.seed,
    config: {
      ...settings,
      parameters: sequencer.parameters,
      mixerParameters: mixer?.parameters ?? null,
      trainImages,
      heldOutImages,
    },
    entries: contestants.flatMap((model) =>
      run.heldOut[model].map(({ step, imagesSeen, accuracy, loss }) => ({ model, step, imagesSeen, accuracy, loss })),
    ),
    results: run.finished
      ? Object.fromEntries(
          run.sizes.map(({ side, accuracy, interval, mixer: other }) => [
            `${side} x ${side}`,
            {
              sequencer: { value: accuracy, interval },
              mixer: other ? { value: other.accuracy, interval: other.interval, rebuilt: other.rebuilt } : null,
            },
          ]),
        )
      : undefined,
  });
}

/** Writes a file about the models that answer now, or about the run. */
export async function exportFile({ kind, own }: { kind: string; own: boolean }): Promise<ExportedFile> {
  if (kind === 'record') return { name: 'sequencer-run.jsonl', type: 'application/jsonl', bytes: await record() };
  const { models, classNames } = await currentModels(own);
  if (kind === 'tfjs') {
    const bytes = await layersModelArchive(models.sequencer);
    return { name: 'sequencer-tfjs.zip', type: 'application/zip', bytes };
  }
  const metadata = { classNames: JSON.stringify(classNames) };
  const weights =
    kind === 'mixer' && models.mixer
      ? await exportMixerWeights(models.mixer)
      : await exportSequencerWeights(models.sequencer);
  return {
    name: `${kind === 'mixer' && models.mixer ? 'mixer' : 'sequencer'}.safetensors`,
    type: 'application/octet-stream',
    bytes: io.writeSafetensors(weights, { metadata }) as Bytes,
  };
}
