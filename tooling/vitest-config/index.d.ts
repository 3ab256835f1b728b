/** Backends a suite runs on: the ones of the current vitest project, narrowed by PERCEPTRONS_BACKENDS (comma separated). */
export function testBackends(): Array<'cpu' | 'wasm' | 'webgpu'>;
/** Fails when `run` leaves a different number of tensors behind than it found. */
export function expectNoLeak(run: () => unknown): Promise<void>;
