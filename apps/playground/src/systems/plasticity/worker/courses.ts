import { type Experiment, type PlasticityRule, type PlasticNetwork, runRule } from '@perceptrons/plasticity';
import { shownWeights, type WeightCourse } from '../run';

/** A weight beyond this saturates every choice; its course ends there. */
const largestWeight = 1e3;

/** A course up to where it leaves the range in which it can be drawn. */
function bounded(course: readonly number[]): number[] {
  const end = course.findIndex((value) => !(Math.abs(value) <= largestWeight));
  return end < 0 ? [...course] : course.slice(0, end);
}

const range = (values: readonly number[]) => Math.max(...values) - Math.min(...values);
const distance = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, index) => sum + Math.abs(value - b[index]), 0);

/** All weights of one animal over its trials, one list for each synapse. */
function coursesOf(rule: PlasticityRule, network: PlasticNetwork, animal: Experiment): number[][] {
  const { weights } = runRule(rule, network, animal);
  const synapses = network.inputs * network.units;
  return Array.from({ length: synapses }, (_, synapse) =>
    Array.from({ length: animal.trials + 1 }, (_, trial) => weights[trial * synapses + synapse]),
  );
}

/** Follows a few weights of one animal: the one that moves most, then those that move least like it. */
export class WeightFollower {
  private readonly truth?: number[][];
  private synapses?: number[];

  constructor(
    private readonly network: PlasticNetwork,
    private readonly animal: Experiment,
    truth?: PlasticityRule,
  ) {
    this.truth = truth && coursesOf(truth, network, animal);
  }

  /** Factor of every update. */
  get stepSize(): number {
    return this.network.stepSize;
  }

  under(rule: PlasticityRule): WeightCourse[] {
    const model = coursesOf(rule, this.network, this.animal);
    // With a known rule the choice is made once; otherwise it follows what the model moves.
    const synapses = this.synapses ?? chosen(this.truth ?? model);
    if (this.truth) this.synapses = synapses;
    return synapses.map((synapse) => ({
      name: this.nameOf(synapse),
      model: bounded(model[synapse]),
      ...(this.truth && { truth: bounded(this.truth[synapse]) }),
    }));
  }

  private nameOf(synapse: number): string {
    const { units } = this.network;
    const input = `input ${Math.floor(synapse / units) + 1}`;
    return units === 1 ? input : `${input} to unit ${(synapse % units) + 1}`;
  }
}

function chosen(courses: readonly number[][]): number[] {
  const all = courses.map((_, synapse) => synapse);
  const first = all.reduce((best, synapse) => (range(courses[synapse]) > range(courses[best]) ? synapse : best), 0);
  const others = all.filter((synapse) => synapse !== first);
  others.sort((a, b) => distance(courses[b], courses[first]) - distance(courses[a], courses[first]));
  return [first, ...others.slice(0, shownWeights - 1)].sort((a, b) => a - b);
}
