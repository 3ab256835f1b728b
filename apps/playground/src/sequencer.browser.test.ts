import { io } from '@perceptrons/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserMissing } from './testing/find-browser';
import { countOf, savedFigure, savedFile, startBrowser, type TestBrowser, untilStatus } from './testing/open-page';

const missing = browserMissing();
/** Two easy classes and few images: both models and ten sizes within seconds. */
const quick = '?page=sequencer&images=60&heldOut=20&batch=10&epochs=2&rate=0.01&backend=wasm';
const sizes = 'Accuracy by size, the same weights';

describe.skipIf(missing)(`the page of the sequencer${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  it.concurrent('shows recorded runs at a size that the Mixer cannot read', async () => {
    const { page, complaints, close } = await browser.open('?page=sequencer');
    expect(await page.title()).toContain('Can an LSTM read an image of any size?');
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    expect(await countOf(page, '.samples li', 12)).toBe(12);
    expect(await countOf(page, '.field-maps canvas', 3)).toBe(3);
    expect(await page.getByTestId('sequencer-verdict').textContent()).toMatch(/^\d\d\.\d/);
    expect(await page.getByTestId('mixer-verdict').textContent()).toContain('cannot run');
    expect(await page.locator('.controls > .controls-grid .field').count()).toBeLessThanOrEqual(7);
    expect(complaints).toEqual([]);
    await close();
  });

  it.concurrent('evaluates the shipped weights at another size with the keyboard, and keeps it in the address', async () => {
    const { page, complaints, close } = await browser.open('?page=sequencer&backend=wasm');
    const slider = page.getByRole('slider');
    await slider.focus();
    await slider.press('ArrowLeft');
    await slider.press('ArrowLeft');
    await page.waitForURL((url) => url.searchParams.get('side') === '28');
    expect(await page.getByTestId('mixer-verdict').textContent()).toMatch(/^\d\d\.\d/);
    await slider.press('End');
    await page.getByRole('heading', { name: 'What it says at 56 × 56' }).waitFor();
    await page.locator('.field-maps canvas[width="56"]').first().waitFor();
    // The cross of the first block, and everything after the last.
    const reached = await page.locator('.field-maps li').allTextContents();
    expect(reached[0]).toContain('27 of 196 patches');
    expect(reached[2]).toContain('196 of 196 patches');
    expect(await page.locator('.code pre').textContent()).toContain('width: 56');
    const picker = page.locator('.try-panel input[type=file]');
    await picker.setInputFiles({ name: 'note.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
    await page.getByText('cannot be read as a picture').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it.concurrent('trains both models, measures every size, exports, and finds the run after a reload', async () => {
    const { page, complaints, close } = await browser.open(quick);
    await page.locator('.stage').getByRole('button', { name: 'Train from scratch' }).click();
    await untilStatus(page, 'finished');
    const rows = JSON.parse((await savedFigure(page, sizes, 'JSON')).toString()) as { model: string; side: number }[];
    expect(rows.filter(({ model }) => model === 'Sequencer, your run')).toHaveLength(10);
    expect(rows.filter(({ model }) => model.startsWith('Mixer')).map(({ side }) => side)).toEqual([28, 56]);
    const losses = (await savedFigure(page, 'Training loss', 'CSV')).toString().split('\r\n');
    for (const model of ['Sequencer', 'Mixer']) {
      expect(losses.filter((row) => row.startsWith(`${model},`))).toHaveLength(12);
    }
    const png = await savedFigure(page, 'How far a patch sees, block by block', 'PNG');
    expect([...png.subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);
    const weights = io.readSafetensors(await savedFile(page, 'Weights, safetensors'));
    expect(weights.get('stem.proj.weight')?.shape).toEqual([28, 1, 4, 4]);
    const record = (await savedFile(page, 'Record of the run')).toString().trim().split('\n');
    expect(record.map((line) => JSON.parse(line)).filter(({ kind }) => kind === 'result')).toHaveLength(10);

    await page.reload();
    await untilStatus(page, 'finished');
    await page.getByRole('slider').press('Home');
    await page.getByRole('heading', { name: 'What it says at 20 × 20' }).waitFor();
    // Two classes: these are the models of the run, read from their checkpoints.
    expect(await page.locator('.samples li span:first-of-type').allTextContents()).not.toContain('Sneaker');
    await page.locator('.stage').getByRole('button', { name: 'Reset' }).click();
    await untilStatus(page, 'recorded');
    expect(complaints).toEqual([]);
    await close();
  });
});
