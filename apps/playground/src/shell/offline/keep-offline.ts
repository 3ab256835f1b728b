/** Installs the service worker once the page is drawn. Where it is not allowed the page simply needs its server. */
export function keepOffline(): void {
  if (!('serviceWorker' in navigator)) return;
  const register = () => {
    navigator.serviceWorker.register('/sw.js').catch(() => {
      // Private windows and storage rules may forbid it; nothing else depends on it.
    });
  };
  if (document.readyState === 'complete') register();
  else addEventListener('load', register, { once: true });
}
