import { io } from '@perceptrons/tensor';
import { exportMixerWeights } from '@perceptrons/vision';
import type { DataName } from '../../../images/image-data';
import type { ExportedFile } from '../../../training/download-menu';
import { browserStore } from '../../../training/worker/browser-store';
import { layersModelArchive, runRecord } from '../../../training/worker/run-files';
import { type CurrentModel, currentModel } from './current-model';
import { mixerBlocks } from './evaluate';
import { savedRun } from './files';

type Bytes = Uint8Array<ArrayBuffer>;

/** Weights by name: those of timm for a Mixer, the names of the layers for the baselines. */
async function safetensors({ model, classNames }: CurrentModel): Promise<Bytes> {
  const weights = mixerBlocks(model) > 0 ? await exportMixerWeights(model) : await io.modelWeights(model);
  return io.writeSafetensors(weights, { metadata: { classNames: JSON.stringify(classNames) } }) as Bytes;
}

/** The visitor's run as JSON lines: setting, environment, every held-out figure, the end result. */
async function record(): Promise<Bytes> {
  const run = await savedRun.load(browserStore);
  if (!run) return runRecord(undefined);
  const { settings, parameters, trainImages, heldOutImages } = run.description;
  const { accuracy, interval } = run.evaluation ?? {};
  return runRecord({
    seed: settings.seed,
    config: { ...settings, parameters, trainImages, heldOutImages },
    entries: run.heldOut.map(({ step, imagesSeen, accuracy: share, loss }) => ({
      step,
      imagesSeen,
      accuracy: share,
      loss,
    })),
    results:
      run.finished && accuracy !== undefined
        ? { 'held-out accuracy': { value: accuracy, interval: interval ?? null } }
        : undefined,
  });
}

/** Writes a file about the model that answers now, or about the run. */
export async function exportFile({ kind, data }: { kind: string; data: DataName }): Promise<ExportedFile> {
  if (kind === 'record') return { name: 'mixer-run.jsonl', type: 'application/jsonl', bytes: await record() };
  const current = await currentModel(data);
  return kind === 'safetensors'
    ? { name: 'mixer.safetensors', type: 'application/octet-stream', bytes: await safetensors(current) }
    : { name: 'mixer-tfjs.zip', type: 'application/zip', bytes: await layersModelArchive(current.model) };
}
