import { existsSync } from 'node:fs';
import path from 'node:path';

const places: Partial<Record<NodeJS.Platform, string[]>> = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/snap/bin/chromium',
    '/opt/google/chrome/chrome',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((variable) => {
    const folder = process.env[variable];
    if (!folder) return [];
    return [
      path.join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      path.join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ];
  }),
};

/** Chrome or Chromium of this machine: CHROME_PATH, else the usual places; undefined where there is none. */
export function findBrowser(): string | undefined {
  const named = process.env.CHROME_PATH;
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROME_PATH is ${named}, but there is no such file.`);
    return named;
  }
  return (places[process.platform] ?? []).find((file) => existsSync(file));
}

/** Why the browser tests do not run here; undefined when they do. Where they must run their absence is an error. */
export function browserMissing(): string | undefined {
  if (findBrowser()) return undefined;
  const reason = 'no Chrome or Chromium found; install one or set CHROME_PATH';
  if (process.env.PERCEPTRONS_REQUIRE_BROWSER === '1') throw new Error(`The browser tests must run: ${reason}.`);
  return reason;
}
