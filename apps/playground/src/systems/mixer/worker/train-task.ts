import type { JobContext } from '../../../engine/protocol';
import { dataNames } from '../model-names';
import type { RunMessage, SavedRun } from '../run';
import type { MixerSettings } from '../settings';
import { browserStore } from './browser-store';
import { keepTrainedWeights, setTrainedModel } from './current-model';
import { imageSets } from './image-sets';
import { loadRun, saveRun } from './saved-run';
import { checkpointEvery, trainModel } from './train';

/** Trains for the page: loads the images, reports, and keeps the run on this machine so that a reload finds it. */
export async function trainTask(
  { settings, resume }: { settings: MixerSettings; resume: boolean },
  { signal, breathe, send }: Omit<JobContext, 'send'> & { send(message: RunMessage): void },
): Promise<void> {
  send({ kind: 'note', text: `Loading ${dataNames[settings.data]}` });
  const sets = await imageSets(settings.data, {
    signal,
    onProgress: (share) =>
      send({ kind: 'note', text: `Loading ${dataNames[settings.data]}, ${Math.round(100 * share)} %` }),
  });
  signal.throwIfAborted();
  send({ kind: 'note', text: 'Building the model' });
  const earlier = resume ? await loadRun(browserStore) : undefined;
  let saved: SavedRun | undefined;
  const result = await trainModel({
    settings,
    sets,
    store: browserStore,
    resume,
    signal,
    // Cancelling stops the run after its step, with a checkpoint: the signal does that.
    breathe: () => breathe().catch(ignoreAbort),
    send: (message) => {
      if (message.kind === 'evaluation' && saved) saved.evaluation = message.evaluation;
      send(message);
    },
    onModel: (model, description) => {
      setTrainedModel(model, description);
      saved = { losses: [], heldOut: [], ...earlier, description, finished: false };
    },
    onStep: async ({ loss, heldOut }) => {
      if (!saved) return;
      replaceFrom(saved.losses, loss);
      if (heldOut) replaceFrom(saved.heldOut, heldOut);
      if (loss.step % checkpointEvery(settings) === 0) await saveRun(browserStore, saved);
    },
  });
  await keepTrainedWeights();
  if (saved) await saveRun(browserStore, { ...saved, finished: result.stopped === 'finished' });
  if (result.stopped === 'cancelled') throw new DOMException('The training was cancelled.', 'AbortError');
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof DOMException && error.name === 'AbortError')) throw error;
}

/** Adds a point in place of all points that are not before it: a resumed run repeats what came after its checkpoint. */
function replaceFrom<Point extends { step: number }>(points: Point[], point: Point): void {
  while (points.length > 0 && points[points.length - 1].step >= point.step) points.pop();
  points.push(point);
}
