import type { WlTest } from '@perceptrons/graph';
import type { GraphCase, StepCase } from './graph/case';
import type { BenchmarkBackend } from './harness/benchmark';
import type { MixerCase } from './mixer/case';
import type { GeluForm } from './mixer/stock-ops';
import type { NetworkCase } from './networks/case';
import type { OpCase } from './ops/case';
import type { PlasticityCase } from './plasticity/case';
import type { SequencerCase } from './sequencer/case';

/** What a worker process is asked to build: plain data, since it travels as JSON. */
export type Task =
  | { kind: 'mixer-ours'; case: MixerCase; backend: BenchmarkBackend }
  | { kind: 'mixer-stock-ops'; case: MixerCase; backend: BenchmarkBackend; gelu: GeluForm }
  | { kind: 'mixer-stock-layers'; case: MixerCase; backend: BenchmarkBackend }
  | { kind: 'mixer-jax-js'; case: MixerCase }
  | { kind: 'mixer-onnx'; case: MixerCase; threads: number }
  | { kind: 'op-ours'; case: OpCase; backend: BenchmarkBackend }
  | { kind: 'op-stock'; case: OpCase; backend: BenchmarkBackend | 'cpu' }
  | { kind: 'op-jax-js'; case: OpCase }
  | { kind: 'network-ours'; case: NetworkCase; backend: BenchmarkBackend }
  | { kind: 'network-parallel'; case: NetworkCase; workers: number }
  | { kind: 'network-stock'; case: NetworkCase; backend: BenchmarkBackend | 'cpu' }
  | { kind: 'network-jax-js'; case: NetworkCase }
  | { kind: 'plasticity-ours'; case: PlasticityCase; backend: BenchmarkBackend }
  | { kind: 'plasticity-plain'; case: PlasticityCase }
  | { kind: 'plasticity-stock'; case: PlasticityCase; backend: BenchmarkBackend }
  | { kind: 'sequencer-ours'; case: SequencerCase; backend: BenchmarkBackend }
  | { kind: 'sequencer-composed'; case: SequencerCase; backend: BenchmarkBackend }
  | { kind: 'sequencer-stock-layers'; case: SequencerCase; backend: BenchmarkBackend }
  | { kind: 'sequencer-stock-ops'; case: SequencerCase; backend: BenchmarkBackend }
  | { kind: 'sequencer-onnx'; case: SequencerCase }
  | { kind: 'graph-ours'; case: GraphCase; backend: BenchmarkBackend; form: 'model' | 'ops'; unchecked?: boolean }
  | { kind: 'graph-gin'; case: StepCase; backend: BenchmarkBackend }
  | { kind: 'graph-oracle'; test: WlTest; quick: boolean }
  | { kind: 'graph-stock'; case: StepCase; backend: BenchmarkBackend }
  | { kind: 'graph-jax-js'; case: StepCase };
