import { runFile } from '../../../training/worker/saved-run';
import type { SavedRun } from '../run';
import type { MixerSettings } from '../settings';

/** What the page keeps of its run on this machine. */
export const savedRun = runFile<SavedRun>('mixer/run.json');
export const checkpointName = 'mixer/checkpoint.safetensors';
/** Steps between two checkpoints. A reload repeats at most this many, exactly. The flat MLP takes far shorter steps. */
export const checkpointEvery = ({ model }: Pick<MixerSettings, 'model'>): number => (model === 'flat' ? 50 : 10);
