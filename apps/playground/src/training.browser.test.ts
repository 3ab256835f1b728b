import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserMissing } from './testing/find-browser';
import { savedFigure, startBrowser, stepOf, type TestBrowser, untilStatus } from './testing/open-page';

const missing = browserMissing();
/** 600 images in batches of 20: 30 steps an epoch. */
const quick = '?data=mnist&images=600&heldOut=40&batch=20';

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function lossesOf(csv: Buffer): number[] {
  const rows = csv.toString().trim().split('\r\n').slice(1);
  return rows.filter((row) => row.startsWith('your run,')).map((row) => Number(row.split(',')[2]));
}

describe.skipIf(missing)(`training in the page${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  it('trains the Mixer on WASM, answers within 50 ms meanwhile, and the loss falls', async () => {
    const { page, complaints, close } = await browser.open(`${quick}&epochs=3&backend=wasm`);
    await page.locator('.stage').getByRole('button', { name: 'Train from scratch' }).click();
    await untilStatus(page, 'running');
    // How long the page's event loop takes to come round while the worker trains. The median, as machines are shared.
    const delays = await page.evaluate(async () => {
      const times: number[] = [];
      for (let turn = 0; turn < 11; turn++) {
        await new Promise((resolve) => setTimeout(resolve, 120));
        const start = performance.now();
        await new Promise((resolve) => setTimeout(resolve, 0));
        times.push(performance.now() - start);
      }
      return times.sort((a, b) => a - b);
    });
    expect(delays[5]).toBeLessThan(50);
    await untilStatus(page, 'finished');
    expect(await page.getByTestId('backend-badge').getAttribute('data-backend')).toBe('wasm');
    const losses = lossesOf(await savedFigure(page, 'Training loss', 'CSV'));
    expect(losses).toHaveLength(90);
    expect(mean(losses.slice(-20))).toBeLessThan(0.8 * mean(losses.slice(0, 20)));
    expect(complaints).toEqual([]);
    await close();
  });

  // From here on no test looks at a clock: they share the cores.
  it.concurrent('trains the Mixer on WebGPU and the loss falls', async () => {
    const { page, complaints, close } = await browser.open(
      '?size=pico&images=60&heldOut=20&batch=4&epochs=1&rate=0.01&smoothing=0&backend=webgpu',
    );
    await page.locator('[data-testid="backend-badge"][data-backend="webgpu"]').waitFor({ timeout: 60_000 });
    await page.locator('.stage').getByRole('button', { name: 'Train from scratch' }).click();
    await untilStatus(page, 'finished');
    const losses = lossesOf(await savedFigure(page, 'Training loss', 'CSV'));
    expect(losses).toHaveLength(15);
    expect(mean(losses.slice(-4))).toBeLessThan(0.8 * mean(losses.slice(0, 4)));
    expect(complaints).toEqual([]);
    await close();
  });

  it.concurrent('pauses, resumes, cancels, resumes from its checkpoint, and resets', async () => {
    const { page, complaints, close } = await browser.open(`${quick}&size=pico&epochs=50&backend=wasm`);
    await page.locator('.stage').getByRole('button', { name: 'Train from scratch' }).click();
    await untilStatus(page, 'running');
    await page.locator('.stage').getByRole('button', { name: 'Pause' }).click();
    await untilStatus(page, 'paused');
    await page.waitForTimeout(400);
    const held = await stepOf(page);
    await page.waitForTimeout(400);
    expect(await stepOf(page)).toBe(held);
    await page.locator('.stage').getByRole('button', { name: 'Resume' }).click();
    await untilStatus(page, 'running');
    await page.waitForFunction((step) => {
      const text = document.querySelector('[data-testid="step"]')?.textContent ?? '';
      return Number(/step ([\d,]+) of/.exec(text)?.[1].replaceAll(',', '')) > step;
    }, held);
    await page.locator('.stage').getByRole('button', { name: 'Cancel' }).click();
    await untilStatus(page, 'stopped');
    const cancelled = await stepOf(page);
    await page.locator('.stage').getByRole('button', { name: 'Resume' }).click();
    await untilStatus(page, 'running');
    await page.waitForFunction((step) => {
      const text = document.querySelector('[data-testid="step"]')?.textContent ?? '';
      return Number(/step ([\d,]+) of/.exec(text)?.[1].replaceAll(',', '')) > step;
    }, cancelled);
    await page.locator('.stage').getByRole('button', { name: 'Reset' }).click();
    await untilStatus(page, 'recorded');
    expect(complaints).toEqual([]);
    await close();
  });

  it.concurrent('finds its run again after a reload, with the settings of the address', async () => {
    const { page, complaints, close } = await browser.open(`${quick}&size=pico&epochs=20&seed=7&backend=wasm`);
    await page.locator('.stage').getByRole('button', { name: 'Train from scratch' }).click();
    await untilStatus(page, 'running');
    // By the clock: frames are held up for seconds while another page compiles shaders, and the run would be over.
    await page.waitForFunction(
      () => {
        const text = document.querySelector('[data-testid="step"]')?.textContent ?? '';
        return Number(/step ([\d,]+) of/.exec(text)?.[1].replaceAll(',', '')) >= 15;
      },
      undefined,
      { polling: 20 },
    );
    await page.reload();
    await untilStatus(page, 'stopped');
    expect(await page.getByLabel('Seed', { exact: true }).inputValue()).toBe('7');
    expect(await stepOf(page)).toBeGreaterThanOrEqual(10);
    await page.locator('.stage').getByRole('button', { name: 'Resume' }).click();
    await untilStatus(page, 'finished');
    const losses = lossesOf(await savedFigure(page, 'Training loss', 'CSV'));
    expect(losses).toHaveLength(600);
    await page.reload();
    await untilStatus(page, 'finished');
    expect(complaints).toEqual([]);
    await close();
  });
});
