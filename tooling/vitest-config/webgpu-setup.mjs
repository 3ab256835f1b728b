// Global set-up of the WebGPU tests: finds an environment with an adapter and hands it to the test processes.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { findSoftwareVulkan, vulkanEnvironments } from './software-vulkan.mjs';

const probe = fileURLToPath(new URL('probe-adapter.mjs', import.meta.url));
const probeSeconds = 30;

/** The adapter that Dawn finds with these settings, or null. */
function probeAdapter(settings) {
  const options = { env: { ...process.env, ...settings }, encoding: 'utf8', timeout: probeSeconds * 1000 };
  const { status, stdout } = spawnSync(process.execPath, [probe], options);
  return status === 0 ? JSON.parse(stdout) : null;
}

function findAdapter() {
  if (process.platform !== 'linux') {
    const adapter = probeAdapter({});
    return { adapter, settings: {}, reason: 'Dawn finds no WebGPU adapter here' };
  }
  for (const settings of vulkanEnvironments()) {
    const adapter = probeAdapter(settings);
    if (adapter) return { adapter, settings };
  }
  const folder = findSoftwareVulkan();
  const reason = folder
    ? `Dawn finds no WebGPU adapter, not even with the software driver in ${folder}`
    : 'there is neither a graphics card with a Vulkan driver nor an installed Chromium whose software driver could be used';
  return { adapter: null, settings: {}, reason };
}

/** Called by vitest before the test processes start. */
export default function setup(project) {
  const { adapter, settings, reason } = findAdapter();
  if (!adapter && process.env.PERCEPTRONS_REQUIRE_WEBGPU === '1') {
    throw new Error(`PERCEPTRONS_REQUIRE_WEBGPU is set, but ${reason}.`);
  }
  if (!adapter) console.warn(`WebGPU tests are skipped: ${reason}.`);
  // Test processes inherit the environment of this one.
  Object.assign(process.env, settings);
  project.provide('webgpu', { adapter, reason, swiftshader: adapter?.architecture === 'swiftshader' });
}
