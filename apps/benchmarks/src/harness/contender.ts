// A contender is one implementation of one case, in a process of its own: nothing that one library installs (kernels,
// compiled code, a grown heap) can reach another one.

/** Time of one step, the mean over the steps of one round. */
export interface Sample {
  wallMs: number;
  /** CPU time of the contender's whole process: main thread, compiler, garbage collector, its own threads. */
  cpuMs: number;
  /** CPU time of the busiest thread alone, where a subject has several and the system tells. */
  threadMs?: number;
}

/** What a contender computes before it is timed, so that all can be compared with ours. */
export interface Check {
  /** Outputs for the inputs of the case, flat. */
  outputs?: number[];
  /** Losses of the first training steps; agreeing in them means agreeing in the gradients too. */
  losses?: number[];
  /** Programs that one step starts on WebGPU. */
  dispatches?: number;
  /** Most bytes that were in use on the heap of the WASM backend during one step. */
  peakBytes?: number;
  /** Set by a contender whose steps take many seconds: the time of the last checked step, then its only sample. */
  slow?: Sample;
}

export interface Contender {
  readonly name: string;
  /** Builds the case and returns what it computes. */
  prepare(): Promise<Check>;
  /** Runs `steps` steps and returns the mean time of one. */
  run(steps: number): Promise<Sample>;
  /** Ends the contender and frees what it holds. */
  close(): Promise<void>;
}

/** The same inside the contender's process: one case, ready to run. */
export interface Subject {
  check(): Promise<Check>;
  /** One step: a training step, an inference, or one call of an op. Finishes only when the result can be read. */
  step(): Promise<void> | void;
  /** The same several times, where steps may overlap: a step is sent ahead while another runs. */
  steps?(count: number): Promise<void>;
  /** True where threads of its own share the work: then their CPU time is taken one by one as well. */
  readonly threaded?: boolean;
  /** As many multiply-adds as a step makes, all in registers: what the process could reach at most. */
  peak?(): unknown;
}
