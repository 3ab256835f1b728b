import { runFile } from '../../../training/worker/saved-run';
import type { Contestant } from '../models';
import type { SavedRun } from '../run';

/** What the page keeps of its run on this machine. */
export const savedRun = runFile<SavedRun>('graph/pair-run.json');
export const checkpointName = (model: Contestant): string => `graph/${model}.safetensors`;
/** Steps between two checkpoints. A reload repeats at most this many, exactly. */
export const checkpointEvery = 20;
