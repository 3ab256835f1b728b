// One run of the page: data, search, judgement. It calls the package and reports; nothing is computed here by itself.
import {
  formatRule,
  type InferenceProgress,
  inferPlasticity,
  lossAndGradient,
  type PlasticityRule,
  presentations,
  taylorRule,
} from '@perceptrons/plasticity';
import type { RunInput, RunMessage } from '../run';
import { WeightFollower } from './courses';
import { runData } from './data';
import { estimateOf } from './estimate';
import { evaluate } from './evaluate';
import { searchOptions, startRule } from './fitting';
import { RuleSlicer } from './slices';

/** Least time between two messages, milliseconds. */
const interval = 100;

export interface SearchContext {
  signal: AbortSignal;
  breathe(): Promise<void>;
  send(message: RunMessage): void;
}

/** Simulates or reads the data, searches the rule and judges it. @throws DOMException AbortError when cancelled. */
export async function search(input: RunInput, { signal, breathe, send }: SearchContext): Promise<void> {
  const { settings } = input;
  send({ kind: 'note', text: settings.data === 'own' ? 'Reading the trials' : 'Simulating the animals' });
  await breathe();
  const { network, animals, fresh, truth, source } = await runData(input, signal);
  const start = startRule(settings);
  const lossOf = (rule: PlasticityRule) => lossAndGradient(rule, network, animals).loss;
  const watched = fresh[0] ?? animals[0];
  const follower = new WeightFollower(network, watched, truth);
  const slicer = new RuleSlicer(network, watched, truth);
  const shown = { truth, follower, slicer };
  const truthLoss = truth && lossOf(truth);
  send({
    kind: 'prepared',
    description: {
      settings,
      simulated: settings.data === 'simulated',
      source,
      animals: animals.length,
      trials: animals.reduce((sum, { trials }) => sum + trials, 0),
      presentations: animals.reduce((sum, animal) => sum + presentations(animal), 0),
      synapses: network.inputs * network.units,
      frozenLoss: lossOf(taylorRule()),
      ...(truth && { truth: formatRule(truth) }),
      ...(truthLoss !== undefined && (Number.isFinite(truthLoss) ? { truthLoss } : { truthDiverges: true })),
      courseOf: watched.name,
      courseTrials: watched.trials,
    },
  });
  send({
    kind: 'progress',
    points: [{ iteration: 0, loss: lossOf(start) }],
    estimate: estimateOf({ iteration: 0, rule: start, ...shown }),
  });
  await breathe();

  const started = performance.now();
  let waiting: InferenceProgress[] = [];
  let last = Number.NEGATIVE_INFINITY;
  const report = () => {
    const latest = waiting.at(-1);
    if (!latest) return;
    last = performance.now();
    send({
      kind: 'progress',
      points: waiting.map(({ iteration, loss }) => ({ iteration, loss })),
      estimate: estimateOf({ iteration: latest.iteration, rule: latest.rule, ...shown }),
    });
    waiting = [];
  };
  const result = await inferPlasticity({
    experiments: animals,
    network,
    rule: start,
    ...searchOptions(settings),
    signal,
    onProgress: (progress) => {
      waiting.push(progress);
      if (performance.now() - last >= interval) report();
    },
  }).catch((error: unknown) => {
    throw signal.aborted ? new DOMException('The search was cancelled.', 'AbortError') : error;
  });
  report();
  const seconds = (performance.now() - started) / 1000;
  send({ kind: 'note', text: fresh.length > 0 ? 'Trying the rule on fresh animals' : 'Scoring the rule' });
  await breathe();
  const { rule, iterations, converged, standardErrors } = result;
  send({
    kind: 'evaluation',
    estimate: estimateOf({ iteration: iterations, rule, standardErrors, ...shown }),
    evaluation: {
      ...(await evaluate({ rule, truth, network, animals, fresh, breathe })),
      seconds,
      ended: converged ? 'nothing was left to gain' : 'the iterations were used up',
    },
  });
}
