// What the worker can do for the page of plasticity.
import type { Task, TaskTable } from '../../../engine/protocol';
import { bootstrap } from './bootstrap';
import { constraints } from './constraints';
import { search } from './search';
import { trials } from './trials-table';

export const tasks: TaskTable = {
  search: search as Task,
  trials: trials as Task,
  bootstrap: bootstrap as Task,
  constraints: constraints as Task,
};
