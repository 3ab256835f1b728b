// What the worker can do for the page of the Sequencer.
import type { Task, TaskTable } from '../../../engine/protocol';
import { addOwnImages, clearOwnImages } from '../../../images/worker/own-images';
import { browserStore } from '../../../training/worker/browser-store';
import { contestants } from '../models';
import type { SavedRun } from '../run';
import { classify } from './classify';
import { forgetTrainedModels } from './current-models';
import { exportFile } from './exports';
import { checkpointName, savedRun } from './files';
import { look } from './look';
import { trainTask } from './train-task';

const forget = async (): Promise<void> => {
  forgetTrainedModels();
  await savedRun.forget(browserStore);
  for (const model of contestants) await browserStore.remove(checkpointName(model));
};

const restore = (): Promise<SavedRun | undefined> => savedRun.load(browserStore);

export const tasks: TaskTable = {
  train: trainTask as Task,
  look: look as Task,
  classify: classify as Task,
  export: exportFile as Task,
  addOwn: addOwnImages as Task,
  clearOwn: clearOwnImages as Task,
  forget: forget as Task,
  restore: restore as Task,
};
