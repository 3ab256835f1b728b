// What the worker can do for the page of the Mixer.
import type { Task, TaskTable } from '../../../engine/protocol';
import type { SavedRun } from '../run';
import { browserStore } from './browser-store';
import { classify } from './classify';
import { forgetTrainedModel } from './current-model';
import { exportFile } from './exports';
import { addOwnImages, clearOwnImages } from './own-images';
import { forgetRun, loadRun } from './saved-run';
import { checkpointName } from './train';
import { trainTask } from './train-task';

const forget = async (): Promise<void> => {
  forgetTrainedModel();
  await forgetRun(browserStore);
  await browserStore.remove(checkpointName);
};

const restore = (): Promise<SavedRun | undefined> => loadRun(browserStore);

export const tasks: TaskTable = {
  train: trainTask as Task,
  classify: classify as Task,
  export: exportFile as Task,
  addOwn: addOwnImages as Task,
  clearOwn: clearOwnImages as Task,
  forget: forget as Task,
  restore: restore as Task,
};
