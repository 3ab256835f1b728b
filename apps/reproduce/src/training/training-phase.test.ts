import { memoryStore } from '@perceptrons/data';
import type { MetricsEntry } from '@perceptrons/evaluation';
import { expect, it } from 'vitest';
import type { PartContext } from '../framework/run-context';
import { trainingPhase } from './training-phase';

it('keeps the log and the checkpoint of a phase apart from those of the part', async () => {
  const log: Array<MetricsEntry['values']> = [];
  const part: PartContext = {
    name: 'vit-seed0',
    signal: new AbortController().signal,
    checkpoint: { store: memoryStore(), name: 'checkpoints/vit-seed0' },
    async log(values) {
      log.push(values);
    },
    logged: () => log,
    progress() {},
  };
  const phase = trainingPhase(part, 'tune');
  await part.log({ kind: 'epoch', epoch: 1, step: 50, loss: 2 });
  await phase.log({ kind: 'epoch', epoch: 1, step: 50, loss: 1 });
  expect(log.map(({ kind }) => kind)).toEqual(['epoch', 'tune-epoch']);
  expect(phase.logged()).toEqual([{ kind: 'epoch', epoch: 1, step: 50, loss: 1 }]);
  expect(phase.checkpoint.name).toBe('checkpoints/vit-seed0-tune');
  // A finished part removes every checkpoint whose name begins with its own.
  expect(phase.checkpoint.name.startsWith(part.checkpoint.name)).toBe(true);
});
