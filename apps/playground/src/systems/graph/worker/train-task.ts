import type { JobContext } from '../../../engine/protocol';
import { replaceFrom } from '../../../training/run';
import { browserStore } from '../../../training/worker/browser-store';
import { untilStopped } from '../../../training/worker/until-stopped';
import type { PairSettings, RunMessage, SavedRun } from '../run';
import { keepTrainedModels, setTrainedModels } from './current-models';
import { checkpointEvery, savedRun } from './files';
import { trainPair } from './train';

/** Trains for the page: reports, and keeps the run on this machine so that a reload finds it. */
export async function trainTask(
  { settings: asked, resume }: { settings: PairSettings; resume: boolean },
  { signal, breathe, send }: Omit<JobContext, 'send'> & { send(message: RunMessage): void },
): Promise<void> {
  send({ kind: 'note', text: 'Building the networks' });
  await breathe();
  const earlier = resume ? await savedRun.load(browserStore) : undefined;
  let saved: SavedRun | undefined;
  const { stopped } = await trainPair({
    ...asked,
    store: browserStore,
    resume,
    signal,
    breathe: untilStopped(breathe),
    send,
    onModels: (models, description) => {
      setTrainedModels(models, description);
      saved = { description, losses: earlier?.losses ?? { ppgn: [], gin: [] }, finished: false };
    },
    onStep: async (model, point) => {
      if (!saved) return;
      replaceFrom(saved.losses[model], point);
      if (point.step % checkpointEvery === 0) await savedRun.save(browserStore, saved);
    },
  });
  await keepTrainedModels();
  if (saved) await savedRun.save(browserStore, { ...saved, finished: stopped === 'finished' });
  if (stopped === 'cancelled') throw new DOMException('The training was cancelled.', 'AbortError');
}
