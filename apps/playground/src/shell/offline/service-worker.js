// Keeps the page usable without a connection. `version` and `files` are written above this text by the build.
const shellCache = `playground-${version}`;
const dataCache = 'playground-data';

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(shellCache)
      .then((cache) => cache.addAll(files))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => names.filter((name) => name !== shellCache && name !== dataCache))
      .then((old) => Promise.all(old.map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

async function fromNetworkFirst(request, cacheName) {
  const cache = await caches.open(cacheName);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw error;
  }
}

async function fromCacheFirst(request, cacheName) {
  const cache = await caches.open(cacheName);
  return (await cache.match(request)) ?? fromNetworkFirst(request, cacheName);
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (request.mode === 'navigate') {
    // Every address shows the same page; the setting is in its query.
    event.respondWith(fetch(request).catch(async () => (await caches.open(shellCache)).match('/')));
  } else if (url.pathname.startsWith('/data/')) {
    event.respondWith(fromNetworkFirst(request, dataCache));
  } else {
    event.respondWith(fromCacheFirst(request, shellCache));
  }
});
