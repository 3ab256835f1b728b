import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findSoftwareVulkan, vulkanEnvironments } from './software-vulkan.mjs';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vulkan-'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe('findSoftwareVulkan', () => {
  it('looks beside the browser that CHROME_PATH or the path names, through links', () => {
    const browser = join(folder, 'lib');
    mkdirSync(browser);
    writeFileSync(join(browser, 'chrome'), '');
    writeFileSync(join(browser, 'vk_swiftshader_icd.json'), '{}');
    vi.stubEnv('CHROME_PATH', join(browser, 'chrome'));
    expect(findSoftwareVulkan()).toBe(browser);
    vi.stubEnv('CHROME_PATH', '');
    mkdirSync(join(folder, 'bin'));
    symlinkSync(join(browser, 'chrome'), join(folder, 'bin', 'chromium'));
    vi.stubEnv('PATH', join(folder, 'bin'));
    expect(findSoftwareVulkan()).toBe(browser);
  });

  it('passes over browsers without a driver', () => {
    writeFileSync(join(folder, 'chrome'), '');
    vi.stubEnv('CHROME_PATH', join(folder, 'chrome'));
    expect(findSoftwareVulkan()).not.toBe(folder);
  });
});

describe('vulkanEnvironments', () => {
  it('tries the machine as it is, then the driver, then the loader of the browser', () => {
    vi.stubEnv('XDG_RUNTIME_DIR', '/run');
    vi.stubEnv('LD_LIBRARY_PATH', '/mine');
    const software = { VK_ICD_FILENAMES: '/browser/vk_swiftshader_icd.json' };
    expect(vulkanEnvironments('/browser')).toEqual([{}, software, { ...software, LD_LIBRARY_PATH: '/browser:/mine' }]);
  });
});
