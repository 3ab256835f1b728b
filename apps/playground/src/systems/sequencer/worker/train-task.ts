import type { JobContext } from '../../../engine/protocol';
import { loadForRun } from '../../../images/worker/image-sets';
import { replaceFrom } from '../../../training/run';
import { browserStore } from '../../../training/worker/browser-store';
import { untilStopped } from '../../../training/worker/until-stopped';
import type { RunMessage, SavedRun } from '../run';
import type { SequencerSettings } from '../settings';
import { keepTrainedModels, setTrainedModels } from './current-models';
import { checkpointEvery, savedRun } from './files';
import { trainModels } from './train';

/** Trains for the page: loads the images, reports, and keeps the run on this machine so that a reload finds it. */
export async function trainTask(
  { settings, resume }: { settings: SequencerSettings; resume: boolean },
  { signal, breathe, send }: Omit<JobContext, 'send'> & { send(message: RunMessage): void },
): Promise<void> {
  const note = (text: string) => send({ kind: 'note', text });
  const sets = await loadForRun(settings.data, { signal, note });
  note('Building the models');
  const earlier = resume ? await savedRun.load(browserStore) : undefined;
  let saved: SavedRun | undefined;
  const { stopped } = await trainModels({
    settings,
    sets,
    store: browserStore,
    resume,
    signal,
    breathe: untilStopped(breathe),
    send: (message) => {
      if (message.kind === 'size' && saved) {
        saved.sizes = [...saved.sizes.filter(({ side }) => side !== message.point.side), message.point];
      }
      send(message);
    },
    onModels: (models, description) => {
      setTrainedModels(models, description);
      const { losses, heldOut } = earlier ?? {
        losses: { sequencer: [], mixer: [] },
        heldOut: { sequencer: [], mixer: [] },
      };
      saved = { description, losses, heldOut, sizes: [], finished: false };
    },
    onStep: async (model, { loss, heldOut }) => {
      if (!saved) return;
      replaceFrom(saved.losses[model], loss);
      if (heldOut) replaceFrom(saved.heldOut[model], heldOut);
      if (loss.step % checkpointEvery === 0) await savedRun.save(browserStore, saved);
    },
  });
  await keepTrainedModels();
  if (saved) await savedRun.save(browserStore, { ...saved, finished: stopped === 'finished' });
  if (stopped === 'cancelled') throw new DOMException('The training was cancelled.', 'AbortError');
}
