import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserMissing } from './testing/find-browser';
import { flyFile } from './testing/fly-file';
import { countOf, savedFigure, savedFile, startBrowser, type TestBrowser, untilStatus } from './testing/open-page';

const missing = browserMissing();
/** Three animals whose inputs decide directly, and 15 terms: a search of well under a second. */
const quick = '?page=plasticity&rule=x*r&units=1&animals=3&trials=30&terms=second&draws=20&backend=wasm';
const search = { name: /find the rule/i };

describe.skipIf(missing)(`the page of plasticity${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  it.concurrent('shows a finished search of simulated animals before one is started', async () => {
    const { page, complaints, close } = await browser.open('?page=plasticity');
    expect(await page.title()).toContain('Which rule changed these synapses?');
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    expect(await page.getByTestId('found').textContent()).toMatch(/x\sr.*w/);
    expect(await countOf(page, '.terms-panel svg [data-mark="dot"] circle', 2)).toBeGreaterThanOrEqual(2);
    expect(await countOf(page, '.courses-panel svg [data-mark="line"]', 4)).toBe(4);
    for (const caption of await page.locator('figcaption').allTextContents()) expect(caption).toContain('Simulated');
    expect(await page.locator('.controls > .controls-grid .field').count()).toBeLessThanOrEqual(7);
    expect(complaints).toEqual([]);
    await close();
  });

  it.concurrent('simulates animals, finds their rule, and exports the result', async () => {
    const { page, complaints, close } = await browser.open(quick);
    await page.locator('.stage').getByRole('button', search).click();
    await untilStatus(page, 'finished');
    expect(await page.getByTestId('found').textContent()).toMatch(/∝ ([01]\.\d+\s)?x\sr/);
    expect(await page.locator('.stage [role="status"]').textContent()).toContain('Rule found');
    const rows = JSON.parse((await savedFigure(page, 'Coefficients of the rule', 'JSON')).toString());
    expect(rows[0]).toMatchObject({ term: 'x*r', 'true coefficient': 1 });
    expect(rows[0].coefficient).toBeGreaterThan(0.5);
    const svg = (await savedFigure(page, 'Weights over trials', 'SVG')).toString();
    expect(svg).toContain('weight');
    expect(svg).not.toContain('var(--');
    const result = JSON.parse((await savedFile(page, 'Result, JSON')).toString());
    expect(result).toMatchObject({ description: { simulated: true, truth: 'x*r', settings: { animals: 3 } } });
    expect(result.evaluation.scores.length).toBeGreaterThan(2);
    await page.getByRole('button', { name: /^Resample the animals/ }).click();
    await page.getByRole('button', { name: 'Ask the data' }).click();
    await page
      .getByText(/in 95 % of 20 draws of 3 animals/)
      .first()
      .waitFor();
    await page
      .getByText(/independent changes of the rule, and constrain \d+ of 15/)
      .first()
      .waitFor();
    const kept = JSON.parse((await savedFigure(page, 'Other animals, another rule?', 'JSON')).toString());
    expect(kept[0]).toMatchObject({ term: 'x*r', 'share of draws that keep it': 1 });
    await page.locator('.stage').getByRole('button', { name: 'Reset' }).click();
    await untilStatus(page, 'recorded');
    expect(complaints).toEqual([]);
    await close();
  });

  it.concurrent('says what is wrong with a rule while it is written, and keeps the rule in the address', async () => {
    const { page, complaints, close } = await browser.open('?page=plasticity');
    const field = page.getByLabel('True rule', { exact: true });
    await field.fill('x*r - 0.05*q');
    await page.getByText("has the variable 'q'").waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await page.locator('.stage').getByRole('button', search).isDisabled()).toBe(true);
    await field.fill('x*r^2');
    await page.waitForURL((url) => new URLSearchParams(url.search).get('rule') === 'x*r^2');
    expect(await page.locator('.stage').getByRole('button', search).isDisabled()).toBe(false);
    expect(await page.locator('.code pre').textContent()).toContain("parseRule('x*r^2')");
    await page.getByRole('button', { name: 'x r', exact: true }).press('Enter');
    expect(await field.inputValue()).toBe('x*r');
    await field.fill('-5*x');
    await page.locator('.stage').getByRole('button', search).click();
    await page.getByText('soon reject everything').waitFor();
    expect(await page.getByTestId('found').textContent()).toMatch(/x\sr.*w/);
    expect(complaints).toEqual([]);
    await close();
  });

  it.concurrent('fits a perceptron and shows cuts through it', async () => {
    const { page, complaints, close } = await browser.open(`${quick.replace('second', 'perceptron')}&iterations=3`);
    await page.locator('.stage').getByRole('button', search).click();
    await untilStatus(page, 'finished');
    expect(await page.getByTestId('found').textContent()).toContain('perceptron');
    expect(await countOf(page, '.slices svg', 3)).toBe(3);
    expect(await page.locator('.slices svg').first().locator('[data-mark="line"]').count()).toBe(4);
    expect(await page.getByRole('button', { name: 'Ask the data' }).count()).toBe(0);
    expect(await page.locator('.code pre').textContent()).toContain('mlpRule({ seed: 1 })');
    expect(complaints).toEqual([]);
    await close();
  });

  it.concurrent('reads a table of trials and flies in MATLAB files, and says what is wrong with a file', async () => {
    const { page, complaints, close } = await browser.open(quick);
    const trials = await savedFile(page, 'Simulated trials, CSV');
    await page.getByLabel('Data', { exact: true }).selectOption('own');
    const picker = page.locator('.own-trials input[type=file]');
    await picker.setInputFiles({
      name: 'broken.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('subject,trial\nfly,0\n'),
    });
    await page.getByText('broken.csv').waitFor();
    await page.locator('.stage').getByRole('button', search).click();
    await page.getByRole('button', { name: 'Copy a report' }).waitFor();
    await picker.setInputFiles({ name: 'mine.csv', mimeType: 'text/csv', buffer: trials });
    await page.getByText('mine.csv').waitFor();
    await page.locator('.stage').getByRole('button', search).click();
    await untilStatus(page, 'finished');
    expect(await page.getByTestId('found').textContent()).toMatch(/x\sr/);
    expect((await page.locator('figcaption').allTextContents()).join(' ')).not.toContain('Simulated');
    const flies = ['Fly1.mat', 'Fly2.mat'].map((name) => ({ name, mimeType: '', buffer: flyFile(30) }));
    await picker.setInputFiles(flies);
    await page.getByText('Fly2.mat').waitFor();
    expect(await page.locator('.code pre').textContent()).toContain('readFly');
    await page.locator('.stage').getByRole('button', search).click();
    await page.getByRole('heading', { name: 'Finished: 2 files' }).waitFor();
    expect(await page.locator('.stage .what').textContent()).toContain('60 trials');
    expect(complaints).toEqual([]);
    await close();
  });

  it.concurrent('stops when it is cancelled and keeps what it has found, also on a slow machine', async () => {
    const { page, complaints, close } = await browser.open(
      '?page=plasticity&units=50&animals=20&method=adam&iterations=500',
    );
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 6 });
    await page.locator('.stage').getByRole('button', search).click();
    await untilStatus(page, 'running');
    await page.locator('.stage').getByRole('button', { name: 'Cancel' }).click();
    await untilStatus(page, 'stopped');
    expect(await page.locator('.stage h2').textContent()).toContain('Stopped: 20 simulated animals');
    expect(complaints).toEqual([]);
    await close();
  });
});
