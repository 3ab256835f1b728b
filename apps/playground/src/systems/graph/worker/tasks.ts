// What the worker can do for the page of graphs.
import type { Task, TaskTable } from '../../../engine/protocol';
import { browserStore } from '../../../training/worker/browser-store';
import { contestants } from '../models';
import type { SavedRun } from '../run';
import { forgetTrainedModels } from './current-models';
import { exportFile } from './exports';
import { checkpointName, savedRun } from './files';
import { separate } from './separate';
import { trainTask } from './train-task';

const forget = async (): Promise<void> => {
  forgetTrainedModels();
  await savedRun.forget(browserStore);
  for (const model of contestants) await browserStore.remove(checkpointName(model));
};

const restore = (): Promise<SavedRun | undefined> => savedRun.load(browserStore);

export const tasks: TaskTable = {
  separate: separate as Task,
  train: trainTask as Task,
  export: exportFile as Task,
  forget: forget as Task,
  restore: restore as Task,
};
