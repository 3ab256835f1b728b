import { pathGraph, toGraph6 } from '@perceptrons/graph';
import { io } from '@perceptrons/tensor';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserMissing } from './testing/find-browser';
import { countOf, savedFigure, savedFile, startBrowser, type TestBrowser, untilStatus } from './testing/open-page';

const missing = browserMissing();
/** Two triangles and a hexagon, and small networks: a training of about a second. */
const hexagons = '?page=graph&a=EwCW&b=EhEG&width=8&copies=4&backend=wasm';

const round = (page: Page, at: number) => page.locator(`[data-testid="round"][data-round="${at}"]`).waitFor();
const edges = (page: Page, side: 'a' | 'b', count: number) =>
  page.locator(`[data-testid="graph-${side}"][aria-label$=" ${count} edges"]`).waitFor();
const explanation = (page: Page, text: string | RegExp) => page.getByTestId('explanation').getByText(text).waitFor();
const verdict = (page: Page, model: string, text: string) =>
  page.locator(`[data-testid="verdict-${model}"]`, { hasText: text }).waitFor();
const graphInAddress = (page: Page) => new URL(page.url()).searchParams.get('a');

describe.skipIf(missing)(`the page of graphs${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  it.concurrent('shows a finished refinement and a recorded training, and goes through the rounds', async () => {
    const { page, complaints, close } = await browser.open('?page=graph');
    expect(await page.title()).toContain('Which graphs can a network tell apart?');
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    await verdict(page, '1-WL', 'cannot');
    await verdict(page, '2-FWL', 'after round 2');
    await verdict(page, 'gin', 'cannot');
    await verdict(page, 'ppgn', 'parts them');
    await explanation(page, '1-WL cannot part the graphs');
    expect(await countOf(page, '.explanation .swatch', 3)).toBe(3);
    await round(page, 2);
    expect(await countOf(page, '.accuracy-panel svg [data-mark="line"]', 3)).toBe(3);
    expect(await page.locator('.answers-panel figcaption').textContent()).toContain(
      'GIN gives 54\u202f% for A and 54\u202f% for B',
    );
    expect(await page.locator('.controls > .controls-grid .field').count()).toBeLessThanOrEqual(7);
    expect(await countOf(page, '.pairs-table tbody tr', 7)).toBeGreaterThanOrEqual(7);
    await page.getByRole('button', { name: 'Round before' }).click();
    await explanation(page, 'After round 1: 2 colours');
    await page.getByRole('slider').press('Home');
    await explanation(page, 'Before the first round: 1 colour');
    expect(new URL(page.url()).searchParams.get('round')).toBe('0');
    await page.getByRole('button', { name: 'Play' }).click();
    await round(page, 2);
    await page.getByTestId('verdict-2-FWL').press('Enter');
    await explanation(page, /^After round 2, graph A has/);
    expect(await countOf(page, '.pair-matrix canvas[width="10"]', 2)).toBe(2);
    const svg = (await savedFigure(page, 'Both graphs, after round 2', 'SVG')).toString();
    // Twenty vertices, two of them ringed.
    expect(svg.match(/<circle/g)).toHaveLength(22);
    expect(svg).not.toContain('var(--');
    const counts = JSON.parse((await savedFigure(page, 'Colours of pairs, round 2', 'JSON')).toString());
    expect(counts.reduce((sum: number, row: Record<string, number>) => sum + row['in A'], 0)).toBe(100);
    expect(complaints).toEqual([]);
    await close();
  });

  it.concurrent('draws with pointer and keys, undoes, relabels, and keeps the graphs in the address', async () => {
    const { page, complaints, close } = await browser.open('?page=graph&test=2-FWL&backend=wasm');
    const canvas = page.getByTestId('graph-a');
    const first = graphInAddress(page);
    expect(first).toBeNull();
    const vertex = (number: number) => canvas.locator(`[data-vertex="${number}"]`);

    // Keys: an edge from 0 to the vertex below it, which is cut by the same keys.
    await vertex(0).focus();
    await vertex(0).press('Enter');
    await vertex(0).press('ArrowDown');
    await vertex(5).press('Enter');
    await edges(page, 'a', 10);
    await vertex(5).press('Control+z');
    await edges(page, 'a', 11);
    await vertex(5).press('Control+Shift+z');
    await edges(page, 'a', 10);
    await page.waitForURL((url) => url.searchParams.get('a') !== null);
    await vertex(5).press('n');
    await vertex(10).waitFor();
    await vertex(10).press('Delete');
    await vertex(10).waitFor({ state: 'detached' });

    // Pointer: drag from vertex to vertex draws the edge again.
    await page.getByRole('button', { name: 'Draw', exact: true }).click();
    await vertex(0).dragTo(vertex(5));
    await edges(page, 'a', 11);
    await page.waitForURL((url) => url.searchParams.get('a') === null);
    const box = (await canvas.boundingBox())!;
    await page.mouse.click(box.x + box.width / 4, box.y + box.height / 2);
    await page.getByText('11 vertices, 11 edges').waitFor();
    await page.locator('.stage').getByRole('button', { name: 'Undo' }).click();
    await page.getByText('11 vertices, 11 edges').waitFor({ state: 'detached' });

    // Whatever is done is undone, one step each; the way back outlives a reload.
    const stage = page.locator('.stage');
    const undo = stage.getByRole('button', { name: 'Undo' });
    const places = () =>
      canvas.locator('[data-vertex]').evaluateAll((all) => all.map((g) => g.getAttribute('transform')));
    const before = await places();
    await page.getByRole('button', { name: 'Move', exact: true }).click();
    await vertex(3).hover();
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 3, { steps: 3 });
    await page.mouse.up();
    expect(await places()).not.toEqual(before);
    await page.getByRole('button', { name: 'Clear graph A' }).click();
    await page.getByText('1 vertex, 0 edges').waitFor();
    await page.locator('.controls').getByLabel('Pair').selectOption({ label: 'Two triangles and a hexagon' });
    await edges(page, 'a', 6);
    await stage.getByRole('button', { name: 'Arrange' }).click();
    for (const count of [6, 0, 11]) {
      await undo.click();
      await edges(page, 'a', count);
    }
    await page.reload();
    await edges(page, 'a', 11);
    expect(await places()).not.toEqual(before);
    await undo.click();
    await page.waitForFunction(
      ([number, place]) =>
        document.querySelector(`[data-testid="graph-a"] [data-vertex="${number}"]`)?.getAttribute('transform') ===
        place,
      ['3', before[3]],
    );
    expect(await places()).toEqual(before);
    await page.getByTestId('verdict-2-FWL').click();

    // Other numbers, the same graphs.
    await page.getByRole('button', { name: 'Relabel' }).click();
    await page.waitForURL((url) => url.searchParams.get('a') !== null);
    await page.getByRole('heading', { name: 'Decalin and bicyclopentyl' }).waitFor();
    await explanation(page, /^After round 2, graph A has/);
    const relabelled = graphInAddress(page);
    await page.reload();
    await page.getByRole('heading', { name: 'Decalin and bicyclopentyl' }).waitFor();
    expect(graphInAddress(page)).toBe(relabelled);
    expect(await page.locator('.code pre').textContent()).toContain("test: '2-FWL'");

    // Graphs as text.
    const text = page.getByRole('textbox', { name: 'Your own graphs' });
    await text.fill('0 1\n1 2 3');
    await page.getByRole('button', { name: 'Read the text as A' }).click();
    await page.getByText('Line 2 has 3 numbers').waitFor();
    await text.fill('0 1 0\n0 0 1\n0 1 0');
    await page.getByRole('button', { name: 'Read the text as A' }).click();
    await page.getByText('entry (0, 1) of the adjacency matrix is 1, entry (1, 0) is 0').waitFor();
    await page.getByRole('button', { name: 'Take an edge where either entry is 1' }).click();
    await page.getByText('3 vertices, 2 edges').waitFor();
    await text.fill('EwCW\nEhEG');
    await page.getByRole('button', { name: 'Read the text as A' }).click();
    await page.getByRole('heading', { name: 'Two triangles and a hexagon' }).waitFor();
    await page.locator('.own-graphs input[type=file]').setInputFiles({
      name: 'path.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('1 2\n2 3\n3 4\n'),
    });
    await page.getByText('4 vertices, 3 edges').waitFor();
    await explanation(page, 'Graph A has 4 vertices, graph B has 6.');
    await vertex(0).evaluate((element) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', 'Dhc');
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    });
    await page.getByText('5 vertices, 5 edges').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it.concurrent('trains both networks, exports, and finds the run after a reload', async () => {
    const { page, complaints, close } = await browser.open(`${hexagons}&steps=40`);
    await page.locator('.stage').getByRole('button', { name: 'Train both networks' }).click();
    await untilStatus(page, 'finished');
    const rows = (await savedFigure(page, 'Learning to tell them apart', 'CSV')).toString().split('\r\n');
    const last = (model: string) =>
      Number(
        rows
          .filter((row) => row.startsWith(`${model},`))
          .at(-1)
          ?.split(',')[2],
      );
    expect(last('PPGN')).toBe(100);
    expect(last('GIN')).toBe(50);
    const weights = io.readSafetensors(await savedFile(page, 'Weights of PPGN, safetensors'));
    expect(weights.size).toBeGreaterThan(10);
    expect((await savedFile(page, 'Both graphs, graph6')).toString()).toBe('EwCW\nEhEG\n');
    const record = (await savedFile(page, 'Record of the run')).toString().trim().split('\n');
    expect(record.map((line) => JSON.parse(line)).filter(({ kind }) => kind === 'result')).toHaveLength(2);

    await page.reload();
    await untilStatus(page, 'finished');
    await page.getByRole('heading', { name: 'Trained: Two triangles and a hexagon' }).waitFor();
    await page.locator('.controls').getByLabel('Pair').selectOption({ label: 'Decalin and bicyclopentyl' });
    await page.getByText('Your run is about Two triangles and a hexagon').waitFor();
    await page.getByRole('button', { name: 'Show its graphs' }).click();
    await page.getByRole('heading', { name: 'Trained: Two triangles and a hexagon' }).waitFor();
    await page.locator('.stage').getByRole('button', { name: 'Reset' }).click();
    await untilStatus(page, 'recorded');
    expect(complaints).toEqual([]);
    await close();
  });

  // The run is far too long to end by itself, so each of these meets it under way.
  it.concurrent('pauses, is cut off by a reload, resumes and stops', async () => {
    const { page, complaints, close } = await browser.open(`${hexagons}&steps=2000&copies=32&width=32`);
    const stage = page.locator('.stage');
    await stage.getByRole('button', { name: 'Train both networks' }).click();
    await untilStatus(page, 'running');
    await stage.getByRole('button', { name: 'Pause' }).click();
    await untilStatus(page, 'paused');
    await stage.getByRole('button', { name: 'Resume' }).click();
    await untilStatus(page, 'running');
    // The first checkpoint, which the reload goes back to.
    await page.getByText(/^step ([2-9]\d|\d{3}|\d,\d{3}) of 2,000$/).waitFor({ timeout: 120_000 });
    await page.reload();
    await untilStatus(page, 'stopped');
    await stage.getByRole('button', { name: 'Resume' }).click();
    await untilStatus(page, 'running');
    await stage.getByRole('button', { name: 'Cancel' }).click();
    await untilStatus(page, 'stopped');
    expect(complaints).toEqual([]);
    await close();
  });

  it.concurrent('asks for triples of larger graphs on demand, gives up when told to, and says what training would take', async () => {
    const { page, complaints, close } = await browser.open('?page=graph&backend=wasm');
    const path = toGraph6(pathGraph(60));
    const text = page.getByRole('textbox', { name: 'Your own graphs' });
    await text.fill(`${path}\n${path}`);
    await page.getByRole('button', { name: 'Read the text as A' }).click();
    await explanation(page, 'A and B are one graph under two numberings');
    await verdict(page, '3-FWL', 'not asked');
    await page.getByTestId('verdict-3-FWL').click();
    await page.getByTestId('question-progress').waitFor();
    await page.getByRole('button', { name: 'Cancel 3-FWL' }).click();
    await verdict(page, '3-FWL', 'cancelled');
    await page.getByRole('button', { name: 'Ask 3-FWL again' }).click();
    await page.getByTestId('question-progress').waitFor();
    await page.getByTestId('verdict-1-WL').click();
    await explanation(page, '1-WL cannot part the graphs');
    await page.getByText(/One step of PPGN would take about .* MB/).waitFor();
    expect(await page.getByRole('button', { name: 'Train both networks' }).isDisabled()).toBe(true);
    await verdict(page, 'ppgn', 'up to 41 vertices');
    expect(complaints).toEqual([]);
    await close();
  });
});
