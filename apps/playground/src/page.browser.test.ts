import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { AxeResults } from 'axe-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plotStyle } from '../server/plot-style.mjs';
import { addressOf, systems } from './systems/registry';
import { artifactsFolder } from './testing/built-page';
import { browserMissing } from './testing/find-browser';
import { countOf, startBrowser, type TestBrowser } from './testing/open-page';

const missing = browserMissing();
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

describe.skipIf(missing)(`the built page${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  // The budget is the page's own time, so the fastest of a few visits counts: a busy machine only ever adds to it.
  it('draws its first figure within a second of the request', async () => {
    let fastest = Number.POSITIVE_INFINITY;
    for (let visit = 0; visit < 5 && fastest >= 1000; visit++) {
      const { page, complaints, close } = await browser.open();
      fastest = Math.min(fastest, await page.evaluate(millisecondsToFirstFigure));
      expect(complaints).toEqual([]);
      await close();
    }
    expect(fastest).toBeLessThan(1000);
  });

  it('shows a finished state before anything is trained', async () => {
    const { page, close } = await browser.open();
    expect(await page.title()).toContain('Can an image model do without attention and convolution?');
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    expect(await countOf(page, '.samples li', 12)).toBe(12);
    expect(await countOf(page, '.accuracy-panel svg [data-mark="line"]', 5)).toBe(5);
    expect(await page.locator('.controls > .controls-grid .field').count()).toBeLessThanOrEqual(7);
    await close();
  });

  it('is cross-origin isolated under a policy without inline scripts and foreign hosts', async () => {
    const response = await fetch(browser.url);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/);
    const { page, close } = await browser.open();
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    // The one style element that the policy names by its hash.
    expect(await page.locator('svg.plot > style').first().textContent()).toBe(plotStyle);
    await close();
  });

  describe.concurrent.each(systems)('the page of $id', (system) => {
    it.concurrent.each([
      [360, 'light', 'dark'],
      [900, 'dark', 'light'],
      [1600, 'light', 'dark'],
    ] as const)(
      'fits %i px, passes axe, and is kept as a picture, in the %s and then in the %s theme',
      async (width, first, second) => {
        const height = width < 600 ? 780 : 1000;
        const { page, complaints, close } = await browser.open(addressOf(system).slice(1), {
          colorScheme: first,
          viewport: { width, height },
          reducedMotion: 'reduce',
          // axe is injected as a script, which the policy of the page forbids.
          bypassCSP: true,
        });
        await page.locator('[data-testid="backend-badge"][data-status="ready"]').waitFor();
        await page.addScriptTag({ path: axe });
        mkdirSync(artifactsFolder, { recursive: true });
        for (const theme of [first, second]) {
          // The page follows the system while it is open.
          await page.emulateMedia({ colorScheme: theme });
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          expect(overflow).toBeLessThanOrEqual(0);
          const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
          expect(
            violations.map(
              ({ id, nodes }) => `${theme}, ${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
            ),
          ).toEqual([]);
          await page.screenshot({
            path: path.join(artifactsFolder, `${system.id}-${width}-${theme}.png`),
            fullPage: true,
          });
        }
        expect(complaints).toEqual([]);
        await close();
      },
    );
  });

  it.concurrent('works without the server after the first visit', async () => {
    const { page, complaints, close } = await browser.open();
    await page.evaluate(async () => {
      for (let wait = 0; wait < 200 && !navigator.serviceWorker.controller; wait++) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      if (!navigator.serviceWorker.controller) throw new Error('The service worker never took over.');
    });
    await page.context().setOffline(true);
    await page.reload();
    await page.locator('[data-testid="backend-badge"][data-status="ready"]').waitFor();
    expect(await countOf(page, '.samples li', 12)).toBe(12);
    expect(complaints).toEqual([]);
    await close();
  });

  it.concurrent('keeps the theme that was chosen', async () => {
    const { page, close } = await browser.open();
    await page.getByRole('button', { name: /Theme: auto/ }).click();
    await page.getByRole('button', { name: /Theme: light/ }).click();
    await page.reload();
    await page.getByTestId('stage').waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
    await close();
  });
});

/** Runs in the page. The clock starts with the navigation; opening the page and asking for the time only add to it. */
async function millisecondsToFirstFigure(): Promise<number> {
  while (!document.querySelector('.accuracy-panel svg path') && performance.now() < 5000) {
    await new Promise(requestAnimationFrame);
  }
  const paint = performance.getEntriesByType('paint').find(({ name }) => name === 'first-contentful-paint');
  return Math.max(performance.now(), paint?.startTime ?? 0);
}
