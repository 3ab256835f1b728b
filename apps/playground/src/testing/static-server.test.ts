import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '../../server/headers.mjs';
import { serve } from '../../server/static-server.mjs';

type Server = Awaited<ReturnType<typeof serve>>;

describe('the static server', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'playground-'));
  const dist = path.join(folder, 'dist');
  const data = path.join(folder, 'data');
  let server: Server;

  beforeAll(async () => {
    mkdirSync(path.join(dist, 'assets'), { recursive: true });
    mkdirSync(path.join(data, 'mnist'), { recursive: true });
    writeFileSync(path.join(dist, 'index.html'), '<!doctype html>page');
    writeFileSync(path.join(dist, 'assets', 'x-12345678.wasm'), 'wasm');
    writeFileSync(path.join(data, 'mnist', 'dataset.json'), '{}');
    writeFileSync(path.join(folder, 'secret.txt'), 'secret');
    server = await serve({ dist, data, port: 0 });
  });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  it('serves the page isolated, with its policy', async () => {
    const response = await fetch(server.url);
    expect(await response.text()).toBe('<!doctype html>page');
    expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(response.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(response.headers.get('content-security-policy')).toBe(contentSecurityPolicy);
    expect(response.headers.get('content-type')).toContain('text/html');
  });

  it('serves WASM with its type, and hashed files for good', async () => {
    const response = await fetch(`${server.url}assets/x-12345678.wasm`);
    expect(response.headers.get('content-type')).toBe('application/wasm');
    expect(response.headers.get('cache-control')).toContain('immutable');
  });

  it('serves the data folder under /data/, and 304 to what is known', async () => {
    const response = await fetch(`${server.url}data/mnist/dataset.json`);
    expect(await response.text()).toBe('{}');
    const tag = response.headers.get('etag') ?? '';
    const again = await fetch(`${server.url}data/mnist/dataset.json`, { headers: { 'If-None-Match': tag } });
    expect(again.status).toBe(304);
  });

  it.each(['missing.js', '..%2fsecret.txt', '%2e%2e/secret.txt', 'data/..%2f..%2fsecret.txt', '%ff'])(
    'answers 404 to %s',
    async (address) => {
      expect((await fetch(server.url + address)).status).toBe(404);
    },
  );

  it('answers only GET and HEAD', async () => {
    expect((await fetch(server.url, { method: 'POST' })).status).toBe(405);
  });

  it('takes the next port when one is taken', async () => {
    const second = await serve({ dist, data, port: server.port });
    expect(second.port).toBeGreaterThan(server.port);
    await second.close();
  });
});
