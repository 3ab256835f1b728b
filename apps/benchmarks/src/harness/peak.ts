// The arithmetic peak of one core, as this engine's WASM reaches it: multiply-adds on values that never leave the
// registers. What a product kernel can reach at most, measured in the kernel's own process.

/** Independent chains: enough to hide the latency of an addition, few enough for the registers of any CPU. */
const CHAINS = 12;
/** Multiply-adds that one round of the loop makes: chains of four lanes. */
const PER_ROUND = CHAINS * 4;

const MULTIPLY = [0xfd, 0xe6, 0x01];
const ADD = [0xfd, 0xe4, 0x01];
const RELAXED_MULTIPLY_ADD = [0xfd, 0x85, 0x02];
const SPLAT = [0xfd, 0x13];
const EXTRACT_FIRST_LANE = [0xfd, 0x1f, 0x00];
const [GET, SET] = [0x20, 0x21];
const [I32, F32, V128] = [0x7f, 0x7d, 0x7b];

const section = (id: number, body: number[]): number[] => [id, ...size(body.length), ...body];

function size(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...size(value >>> 7)];
}

const constant = (value: number): number[] => [0x43, ...new Uint8Array(new Float32Array([value]).buffer)];

/** A module with one function `run(rounds)`: each chain is x = x * a + b, a little below 1 so that nothing overflows. */
function moduleBytes(fused: boolean): Uint8Array<ArrayBuffer> {
  const [factor, summand, chain] = [1, 2, 3];
  const code: number[] = [1, CHAINS + 2, V128];
  code.push(...constant(0.999), ...SPLAT, SET, factor, ...constant(0.001), ...SPLAT, SET, summand);
  for (let index = 0; index < CHAINS; index++) code.push(...constant(index), ...SPLAT, SET, chain + index);
  code.push(0x03, 0x40);
  for (let index = 0; index < CHAINS; index++) {
    const x = chain + index;
    if (fused) code.push(GET, x, GET, factor, GET, summand, ...RELAXED_MULTIPLY_ADD, SET, x);
    else code.push(GET, x, GET, factor, ...MULTIPLY, GET, summand, ...ADD, SET, x);
  }
  // The next round while the count, less one, is not zero.
  code.push(GET, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b);
  code.push(GET, chain);
  for (let index = 1; index < CHAINS; index++) code.push(GET, chain + index, ...ADD);
  code.push(...EXTRACT_FIRST_LANE, 0x0b);
  const bytes = [
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 1, I32, 1, F32]),
    ...section(3, [1, 0]),
    ...section(7, [1, 3, ...new TextEncoder().encode('run'), 0, 0]),
    ...section(10, [1, ...size(code.length), ...code]),
  ];
  return Uint8Array.from(bytes);
}

/** Which multiply-add the peak is of: one instruction with relaxed SIMD, two with plain SIMD. */
export type PeakKind = 'plain' | 'fused';

/** The best that this engine has. */
export function bestPeakKind(): PeakKind {
  return WebAssembly.validate(moduleBytes(true)) ? 'fused' : 'plain';
}

/**
 * @param multiplyAdds how many the returned function makes, rounded to whole rounds of 48.
 * @param kind `plain` (default) is what all engines have; `fused` needs relaxed SIMD.
 * @throws Error where the engine lacks the instructions.
 */
export function peakLoop(multiplyAdds: number, kind: PeakKind = 'plain'): () => number {
  const bytes = moduleBytes(kind === 'fused');
  if (!WebAssembly.validate(bytes)) throw new Error(`this engine has no ${kind} SIMD multiply-add`);
  const { run } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as {
    run: (rounds: number) => number;
  };
  const rounds = Math.max(1, Math.round(multiplyAdds / PER_ROUND));
  return () => run(rounds);
}
