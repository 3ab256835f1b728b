// Serves a folder of built files, and a folder of data files under /data/, with the headers the page needs.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream';
import { securityHeaders } from './headers.mjs';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * Finds the file that answers a request path, or undefined when the path leaves its folder or is not a file.
 *
 * @param {string} folder absolute folder.
 * @param {string} requestPath decoded path, starting with a slash.
 */
export async function resolveFile(folder, requestPath) {
  const file = path.join(folder, path.normalize(requestPath.endsWith('/') ? `${requestPath}index.html` : requestPath));
  if (!file.startsWith(folder + path.sep)) return undefined;
  try {
    const found = await stat(file);
    return found.isFile() ? { file, size: found.size, modified: found.mtime } : undefined;
  } catch {
    return undefined;
  }
}

function decodePath(url) {
  try {
    return decodeURIComponent(new URL(url, 'http://localhost').pathname);
  } catch {
    return undefined;
  }
}

async function answer(request, response, folders) {
  const requestPath = decodePath(request.url ?? '/');
  const inData = requestPath?.startsWith('/data/');
  const found =
    requestPath &&
    (await resolveFile(inData ? folders.data : folders.dist, inData ? requestPath.slice(5) : requestPath));
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  if (!found) {
    response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' });
    response.end(`There is no file ${requestPath ?? request.url}.\n`);
    return;
  }
  const tag = `"${found.size.toString(16)}-${found.modified.getTime().toString(16)}"`;
  const hashed = /\/assets\/.*-[\w-]{8}\.\w+$/.test(requestPath);
  response.setHeader('ETag', tag);
  response.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304);
    response.end();
    return;
  }
  response.writeHead(200, {
    'Content-Type': types[path.extname(found.file)] ?? 'application/octet-stream',
    'Content-Length': found.size,
  });
  if (request.method === 'HEAD') response.end();
  else pipeline(createReadStream(found.file), response, () => {});
}

/**
 * Starts the server; a taken port makes it try the next ones.
 *
 * @param {{dist: string, data: string, port?: number, host?: string, attempts?: number}} options
 * @returns {Promise<{url: string, port: number, close: () => Promise<void>}>}
 */
export async function serve({ dist, data, port = 4173, host = '127.0.0.1', attempts = 50 }) {
  const folders = { dist: path.resolve(dist), data: path.resolve(data) };
  const server = createServer((request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' });
      response.end();
      return;
    }
    answer(request, response, folders).catch(() => response.destroy());
  });
  const listening = (candidate) =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(candidate, host, () => {
        server.off('error', reject);
        resolve(server.address().port);
      });
    });
  for (let attempt = 0; ; attempt++) {
    try {
      const actual = await listening(port === 0 ? 0 : port + attempt);
      return {
        port: actual,
        url: `http://localhost:${actual}/`,
        close: () =>
          new Promise((resolve) => {
            server.close(() => resolve());
            server.closeAllConnections();
          }),
      };
    } catch (error) {
      if (error.code !== 'EADDRINUSE' || attempt + 1 >= attempts) throw error;
    }
  }
}
