import { describe, expect, it } from 'vitest';
import { AbortedError } from '../inference/aborted-error';
import { plasticNetwork } from '../networks/plastic-network';
import { parseRule } from '../rules/parse-rule';
import { simulateActivity, simulateActivityAsync } from './simulate-activity';
import { simulateBehaviour, simulateBehaviourAsync } from './simulate-behaviour';
import type { SimulationControl } from './simulation-control';
import { syntheticFlies, syntheticFliesAsync } from './synthetic-flies';

const behaviour = { rule: parseRule('x*r - 0.05*w'), experiments: 3, trialsPerBlock: 10, seed: 4 };
const activity = { network: plasticNetwork({ sizes: [6, 9] }), experiments: 3, trials: 5, noiseStd: 0.1, seed: 4 };
const flies = { flies: 3, trialsPerBlock: 10, seed: 4 };

const simulators = [
  {
    name: 'simulateBehaviour',
    atOnce: () => simulateBehaviour(behaviour),
    inTurns: (control: SimulationControl) => simulateBehaviourAsync({ ...behaviour, ...control }),
  },
  {
    name: 'simulateActivity',
    atOnce: () => simulateActivity(activity),
    inTurns: (control: SimulationControl) => simulateActivityAsync({ ...activity, ...control }),
  },
  {
    name: 'syntheticFlies',
    atOnce: () => syntheticFlies(flies),
    inTurns: (control: SimulationControl) => syntheticFliesAsync({ ...flies, ...control }),
  },
];

describe.each(simulators)('$name in turns', ({ atOnce, inTurns }) => {
  it('gives the same data to the last bit, and tells how far it is', async () => {
    const seen: string[] = [];
    const found = await inTurns({ onProgress: ({ done, total }) => seen.push(`${done}/${total}`) });
    expect(found).toStrictEqual(atOnce());
    expect(seen).toEqual(['1/3', '2/3', '3/3']);
  });

  it('stops where it is told to, with the experiments that are complete', async () => {
    const controller = new AbortController();
    const onProgress = ({ done }: { done: number }) => {
      if (done === 2) controller.abort('enough');
    };
    const error = await inTurns({ signal: controller.signal, onProgress }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AbortedError);
    expect(error).toMatchObject({ code: 'plasticity/aborted', cause: 'enough', partial: atOnce().slice(0, 2) });
    await expect(inTurns({ signal: AbortSignal.abort('before') })).rejects.toMatchObject({ partial: [] });
  });
});

describe('a long simulation', () => {
  it('lets other work have its turn, which may stop it', async () => {
    const controller = new AbortController();
    // Without turns this would wait for all of the million trajectories.
    setImmediate(() => controller.abort());
    const endless = { ...activity, experiments: 1_000_000, signal: controller.signal };
    await expect(simulateActivityAsync(endless)).rejects.toMatchObject({ code: 'plasticity/aborted' });
  });

  it('rejects with what is wrong with its options', async () => {
    await expect(simulateBehaviourAsync({ ...behaviour, experiments: 0 })).rejects.toMatchObject({
      code: 'plasticity/simulation',
    });
    await expect(syntheticFliesAsync({ ...flies, flies: 0.5 })).rejects.toMatchObject({ argument: 'flies' });
  });
});
