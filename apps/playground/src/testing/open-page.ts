import { type Browser, type BrowserContextOptions, chromium, type Download, type Page } from 'playwright-core';
import { serve } from '../../server/static-server.mjs';
import { distFolder, ensureBuilt } from './built-page';
import { findBrowser } from './find-browser';
import { smallData } from './small-data';

export interface TestPage {
  page: Page;
  /** Errors and warnings of the console, failed requests, and requests to other hosts. A page has none. */
  complaints: string[];
  close(): Promise<void>;
}

export interface TestBrowser {
  url: string;
  open(query?: string, options?: BrowserContextOptions): Promise<TestPage>;
  close(): Promise<void>;
}

// Without the last one SwiftShader takes ten times as long to compile programs with tiles in workgroup memory.
const softwareGpu = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--disable-dawn-features=use_vulkan_zero_initialize_workgroup_memory_extension',
];

/** Builds the page if needed, serves it with a small data set, and starts a browser. */
export async function startBrowser(): Promise<TestBrowser> {
  await ensureBuilt();
  const server = await serve({ dist: distFolder, data: await smallData(), port: 0 });
  const browser: Browser = await chromium.launch({
    executablePath: findBrowser(),
    args: ['--no-sandbox', ...softwareGpu],
  });
  return {
    url: server.url,
    open: async (query = '', options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      const page = await context.newPage();
      const complaints = watch(page, server.url);
      await page.goto(server.url + query);
      await page.getByTestId('stage').waitFor();
      return { page, complaints, close: () => context.close() };
    },
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

function watch(page: Page, url: string): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('request', (request) => {
    const address = request.url();
    if (!address.startsWith(url) && !/^(blob|data):/.test(address)) complaints.push(`foreign request: ${address}`);
  });
  return complaints;
}

/** Waits until the stage is in one of the given states. @throws Error with the message of the page if its run fails. */
export async function untilStatus(page: Page, ...states: string[]): Promise<void> {
  const stage = (state: string) => `[data-testid="stage"][data-status="${state}"]`;
  await page.waitForSelector([...states, 'failed'].map(stage).join(', '), { timeout: 120_000 });
  if (states.includes('failed') || (await page.locator(stage('failed')).count()) === 0) return;
  throw new Error(`The run of the page failed: ${await page.locator('.notice').first().textContent()}`);
}

/** Waits until a selector finds so many elements; figures come with their data. @returns how many there are then. */
export async function countOf(page: Page, selector: string, least: number): Promise<number> {
  const found = page.locator(selector);
  await found.nth(least - 1).waitFor({ state: 'attached' });
  return found.count();
}

/** Number of finished training steps, as the page shows it. */
export async function stepOf(page: Page): Promise<number> {
  const text = await page.getByTestId('step').textContent();
  return Number(/step ([\d,]+) of/.exec(text ?? '')?.[1].replaceAll(',', '') ?? Number.NaN);
}

/** What "Save" offers under a figure, as text. */
export async function savedFigure(page: Page, title: string, format: 'SVG' | 'PNG' | 'CSV' | 'JSON'): Promise<Buffer> {
  await page.getByLabel(`Save: ${title}`).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('.save[open]').getByRole('button', { name: format }).click(),
  ]);
  return contentOf(download);
}

/** What a button under "Download" hands out. */
export async function savedFile(page: Page, label: string): Promise<Buffer> {
  await page.locator('.stage').getByText('Download', { exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: label }).click(),
  ]);
  return contentOf(download);
}

async function contentOf(download: Download): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
