export interface AssembleOptions {
  /** Folder of the package. */
  root: string;
  /** Sources that are written while compiling, by their path from `root`. Default: none. */
  virtualFiles?: (variant: { fused: boolean }) => Record<string, string>;
  /** Name of the interface of what the binaries export. Default: `KernelExports`. */
  interfaceName?: string;
}

/**
 * Compiles `assembly/index.ts` of a package and writes `simd.ts`, `relaxed.ts` and `kernel-exports.ts` to its
 * `src/generated`.
 *
 * @throws Error when the sources do not compile, or when a binary would not be a guest on the memory of TensorFlow.js.
 */
export function assemble(options: AssembleOptions): Promise<void>;

/**
 * What keeps a binary from living on the memory of another module, in words; nothing where it can.
 *
 * @param bytes A WebAssembly module.
 */
export function faultsOf(bytes: Uint8Array): string[];
