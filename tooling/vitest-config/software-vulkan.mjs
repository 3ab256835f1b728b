// Finds the software Vulkan driver that Chromium ships, for WebGPU tests on machines without a graphics card.
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

const driver = 'vk_swiftshader_icd.json';

const knownFolders = [
  '/usr/lib/chromium',
  '/usr/lib/chromium-browser',
  '/usr/lib64/chromium-browser',
  '/opt/google/chrome',
  '/opt/chromium',
  '/snap/chromium/current/usr/lib/chromium-browser',
];

/** Folders that may hold a Chromium: the usual ones, and those of the programs on the path or named in CHROME_PATH. */
function chromiumFolders() {
  const programs = [process.env.CHROME_PATH];
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of ['chromium', 'chromium-browser', 'google-chrome', 'chrome']) programs.push(join(folder, name));
  }
  const found = programs.filter((program) => program && existsSync(program)).map((program) => realpathSync(program));
  return [...new Set([...found.map((program) => dirname(program)), ...knownFolders])];
}

/** The folder of a Chromium with a software driver, or undefined. */
export function findSoftwareVulkan() {
  return chromiumFolders().find((folder) => existsSync(join(folder, driver)));
}

/**
 * Environments in which Dawn may find an adapter, best first: as it is (a graphics card), with the software driver, and
 * with the Vulkan loader of Chromium as well, for systems without one.
 */
export function vulkanEnvironments(folder = findSoftwareVulkan()) {
  // Dawn's libraries complain about a missing folder that nothing here needs.
  const base = process.env.XDG_RUNTIME_DIR ? {} : { XDG_RUNTIME_DIR: '/tmp' };
  if (folder === undefined) return [base];
  const software = { ...base, VK_ICD_FILENAMES: join(folder, driver) };
  const libraries = [folder, process.env.LD_LIBRARY_PATH].filter(Boolean).join(delimiter);
  return [base, software, { ...software, LD_LIBRARY_PATH: libraries }];
}
