import type { TaskTable } from './protocol';

/** The worker's side of every system, loaded when its first job arrives. */
export const taskTables: Record<string, () => Promise<TaskTable>> = {
  mixer: async () => (await import('../systems/mixer/worker/tasks')).tasks,
  sequencer: async () => (await import('../systems/sequencer/worker/tasks')).tasks,
  graph: async () => (await import('../systems/graph/worker/tasks')).tasks,
  plasticity: async () => (await import('../systems/plasticity/worker/tasks')).tasks,
};
