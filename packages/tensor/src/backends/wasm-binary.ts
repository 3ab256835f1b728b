// Choice and preparation of the kernel binary.

import { relaxed } from '../generated/relaxed';
import { simd } from '../generated/simd';

export type InstructionSet = 'relaxed' | 'simd';

/** The kernels of one package as base64, for engines with and without relaxed SIMD. */
export interface KernelBinaries {
  simd: string;
  relaxed: string;
}

const ownBinaries: KernelBinaries = { simd, relaxed };

export function decodeBinary(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}

/** The fastest binary that this engine accepts, or undefined where SIMD is absent. */
export function chooseBinary(
  deterministic: boolean,
): { instructionSet: InstructionSet; bytes: Uint8Array<ArrayBuffer> } | undefined {
  const candidates: InstructionSet[] = deterministic ? ['simd'] : ['relaxed', 'simd'];
  for (const instructionSet of candidates) {
    const bytes = decodeBinary(ownBinaries[instructionSet]);
    if (WebAssembly.validate(bytes)) return { instructionSet, bytes };
  }
  return undefined;
}

// "memory" as an import name, kind memory, limits with a maximum: the byte after it says plain (1) or shared (3).
const memoryImport = [6, ...new TextEncoder().encode('memory'), 2];

/** The same binary for a shared memory: one flag of the memory import differs. */
export function forSharedMemory(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const patched = bytes.slice();
  for (let start = 0; start + memoryImport.length < patched.length; start++) {
    if (memoryImport.every((byte, offset) => patched[start + offset] === byte)) {
      patched[start + memoryImport.length] = 3;
      return patched;
    }
  }
  throw new Error('The kernel binary does not import a memory.');
}
