// What the worker can do for the page of the Mixer.
import type { Task, TaskTable } from '../../../engine/protocol';
import { addOwnImages, clearOwnImages } from '../../../images/worker/own-images';
import { browserStore } from '../../../training/worker/browser-store';
import type { SavedRun } from '../run';
import { classify } from './classify';
import { trained } from './current-model';
import { exportFile } from './exports';
import { checkpointName, savedRun } from './files';
import { trainTask } from './train-task';

const forget = async (): Promise<void> => {
  trained.forget();
  await savedRun.forget(browserStore);
  await browserStore.remove(checkpointName);
};

const restore = (): Promise<SavedRun | undefined> => savedRun.load(browserStore);

export const tasks: TaskTable = {
  train: trainTask as Task,
  classify: classify as Task,
  export: exportFile as Task,
  addOwn: addOwnImages as Task,
  clearOwn: clearOwnImages as Task,
  forget: forget as Task,
  restore: restore as Task,
};
