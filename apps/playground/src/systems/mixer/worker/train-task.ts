import type { JobContext } from '../../../engine/protocol';
import { loadForRun } from '../../../images/worker/image-sets';
import { replaceFrom } from '../../../training/run';
import { browserStore } from '../../../training/worker/browser-store';
import { untilStopped } from '../../../training/worker/until-stopped';
import type { RunMessage, SavedRun } from '../run';
import type { MixerSettings } from '../settings';
import { trained } from './current-model';
import { checkpointEvery, savedRun } from './files';
import { trainModel } from './train';

/** Trains for the page: loads the images, reports, and keeps the run on this machine so that a reload finds it. */
export async function trainTask(
  { settings, resume }: { settings: MixerSettings; resume: boolean },
  { signal, breathe, send }: Omit<JobContext, 'send'> & { send(message: RunMessage): void },
): Promise<void> {
  const note = (text: string) => send({ kind: 'note', text });
  const sets = await loadForRun(settings.data, { signal, note });
  note('Building the model');
  const earlier = resume ? await savedRun.load(browserStore) : undefined;
  let saved: SavedRun | undefined;
  const result = await trainModel({
    settings,
    sets,
    store: browserStore,
    resume,
    signal,
    breathe: untilStopped(breathe),
    send: (message) => {
      if (message.kind === 'evaluation' && saved) saved.evaluation = message.evaluation;
      send(message);
    },
    onModel: (model, description) => {
      trained.set(model, description);
      saved = { losses: [], heldOut: [], ...earlier, description, finished: false };
    },
    onStep: async ({ loss, heldOut }) => {
      if (!saved) return;
      replaceFrom(saved.losses, loss);
      if (heldOut) replaceFrom(saved.heldOut, heldOut);
      if (loss.step % checkpointEvery(settings) === 0) await savedRun.save(browserStore, saved);
    },
  });
  await trained.keepWeights();
  if (saved) await savedRun.save(browserStore, { ...saved, finished: result.stopped === 'finished' });
  if (result.stopped === 'cancelled') throw new DOMException('The training was cancelled.', 'AbortError');
}
