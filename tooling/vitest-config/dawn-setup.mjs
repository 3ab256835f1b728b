// Set-up of every file of WebGPU tests: Dawn as `navigator.gpu`, as a browser would have it, made fit for a software driver.

import { inject } from 'vitest';
import { create, globals } from 'webgpu';

/**
 * Asked to fill workgroup memory with zeros, SwiftShader writes instructions for every single number, and takes up to ten
 * times as long to compile a program with tiles. Without the Vulkan extension Dawn adds a loop that writes the same zeros.
 */
const withoutLongZeros = 'disable-dawn-features=use_vulkan_zero_initialize_workgroup_memory_extension';

if (inject('webgpu').swiftshader) {
  // Node 20 has no navigator; libraries read its user agent once it exists.
  globalThis.navigator ??= { userAgent: `Node.js/${process.versions.node.split('.')[0]}` };
  Object.assign(globalThis, globals);
  Object.defineProperty(globalThis.navigator, 'gpu', { value: create([withoutLongZeros]), configurable: true });
}
