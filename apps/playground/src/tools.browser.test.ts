import { io } from '@perceptrons/tensor';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserMissing } from './testing/find-browser';
import { countOf, savedFigure, savedFile, startBrowser, type TestBrowser, untilStatus } from './testing/open-page';

const missing = browserMissing();

/** Draws a vertical stroke on the pad of "Try it". */
async function drawOne(page: Page): Promise<void> {
  const pad = page.locator('.try-panel .drawing-pad');
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  if (!box) throw new Error('The drawing pad is not on the page.');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.8, { steps: 8 });
  await page.mouse.up();
}

/** A PNG of a dark vertical bar on white, made in the page. */
const barPicture = (page: Page) =>
  page.evaluate(async () => {
    const canvas = new OffscreenCanvas(60, 60);
    const context = canvas.getContext('2d');
    if (!context) throw new Error('no 2D canvas');
    context.fillStyle = '#fff';
    context.fillRect(0, 0, 60, 60);
    context.fillStyle = '#000';
    context.fillRect(27, 8, 7, 44);
    const blob = await canvas.convertToBlob({ type: 'image/png' });
    return [...new Uint8Array(await blob.arrayBuffer())];
  });

describe.skipIf(missing)(`tools of the page${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  it.concurrent('names a drawing and a picked image, and refuses a file that is no picture', async () => {
    const { page, complaints, close } = await browser.open('?data=mnist&backend=wasm');
    await drawOne(page);
    const first = page.locator('.try-panel .bars li').first();
    await page.locator('[data-testid="try"][data-answered="true"]').waitFor();
    await page.waitForFunction(() => document.querySelector('.try-panel .bars li')?.textContent?.startsWith('1'));
    await page.locator('.try-panel').getByRole('button', { name: 'Clear' }).click();
    const picker = page.locator('.try-panel input[type=file]');
    await picker.setInputFiles({ name: 'bar.png', mimeType: 'image/png', buffer: Buffer.from(await barPicture(page)) });
    await page.locator('[data-testid="try"][data-answered="true"]').waitFor();
    expect(await first.textContent()).toMatch(/^1/);
    await picker.setInputFiles({ name: 'note.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
    await page.getByText('cannot be read as a picture').waitFor();
    expect(await page.getByRole('button', { name: 'Copy a report' }).count()).toBe(1);
    expect(complaints).toEqual([]);
    await close();
  });

  it.concurrent('exports figures, numbers, weights and the record of a run', async () => {
    const { page, complaints, close } = await browser.open(
      '?data=mnist&size=pico&images=200&heldOut=40&batch=20&epochs=1&backend=wasm',
    );
    const svg = (await savedFigure(page, 'Accuracy', 'SVG')).toString();
    expect(svg).toMatch(/^<\?xml/);
    expect(svg).toContain('held-out images named right');
    expect(svg).not.toContain('var(--');
    const png = await savedFigure(page, 'How it mixes patches', 'PNG');
    expect([...png.subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);
    const confusion = JSON.parse((await savedFigure(page, 'What it confuses', 'JSON')).toString());
    expect(confusion).toHaveLength(100);

    await page.locator('.stage').getByRole('button', { name: 'Train from scratch' }).click();
    await untilStatus(page, 'finished');
    const weights = io.readSafetensors(await savedFile(page, 'Weights, safetensors'));
    expect(weights.get('blocks.0.mlp_tokens.fc1.weight')?.shape).toEqual([13, 49]);
    const archive = await savedFile(page, 'Weights, TensorFlow.js');
    expect(archive.includes('model.json')).toBe(true);
    expect(archive.includes('weightsManifest')).toBe(true);
    const record = (await savedFile(page, 'Record of the run')).toString().trim().split('\n');
    const lines = record.map((line) => JSON.parse(line));
    expect(lines[0]).toMatchObject({ kind: 'start', seed: 1, config: { data: 'mnist', size: 'pico', epochs: 1 } });
    expect(lines.at(-1)).toMatchObject({ kind: 'finish' });
    expect(complaints).toEqual([]);
    await close();
  });

  it.concurrent('keeps every setting in the address and in the code', async () => {
    const { page, complaints, close } = await browser.open();
    await page.getByLabel('Model', { exact: true }).selectOption('vit');
    await page.getByLabel('Epochs', { exact: true }).fill('3');
    await page.getByText('More settings').click();
    await page.getByLabel('Learning rate', { exact: true }).fill('0.004');
    await page.waitForURL((url) => url.search === '?model=vit&epochs=3&rate=0.004');
    expect(await page.locator('.code pre').textContent()).toContain('visionTransformer({');
    await page.getByLabel('Epochs', { exact: true }).fill('0');
    await page.getByText('Takes 1 to 50.').waitFor();
    await page.reload();
    await page.getByTestId('stage').waitFor();
    expect(await page.getByLabel('Model', { exact: true }).inputValue()).toBe('vit');
    expect(await page.getByLabel('Epochs', { exact: true }).inputValue()).toBe('3');
    expect(complaints).toEqual([]);
    await close();
  });

  it.concurrent('trains on images of the visitor, and says what is missing while there are too few', async () => {
    const { page, complaints, close } = await browser.open(
      '?data=own&size=pico&images=20&batch=2&epochs=2&backend=wasm',
    );
    await page.locator('.stage').getByRole('button', { name: 'Train from scratch' }).click();
    await page.getByText('Training needs at least two classes').waitFor();
    const bar = Buffer.from(await barPicture(page));
    const files = (name: string) =>
      Array.from({ length: 5 }, (_, index) => ({ name: `${name}-${index}.png`, mimeType: 'image/png', buffer: bar }));
    const picker = page.locator('.own-images input[type=file]').first();
    await picker.setInputFiles(files('first'));
    await page.locator('.own-classes li', { hasText: 'first' }).waitFor();
    await page.locator('.own-images').getByLabel('Class', { exact: true }).fill('second');
    await picker.setInputFiles(files('second'));
    await page.locator('.own-classes li', { hasText: 'second' }).waitFor();
    await page.locator('.stage').getByRole('button', { name: 'Train from scratch' }).click();
    await untilStatus(page, 'finished');
    expect(await countOf(page, '.samples li', 2)).toBe(2);
    expect(complaints).toEqual([]);
    await close();
  });
});
