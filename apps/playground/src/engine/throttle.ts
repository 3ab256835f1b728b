/**
 * Collects items and hands them over together, at most once per interval. The first batch goes out at once.
 *
 * @param send receives all items since the last call, never an empty list.
 * @param interval least time between two calls, in milliseconds.
 */
export function batchingThrottle<Item>(send: (items: Item[]) => void, interval: number) {
  let waiting: Item[] = [];
  let last = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    if (timer !== undefined) clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    const items = waiting;
    waiting = [];
    last = performance.now();
    send(items);
  };
  return {
    push(item: Item) {
      waiting.push(item);
      const remaining = last + interval - performance.now();
      if (remaining <= 0) flush();
      else timer ??= setTimeout(flush, remaining);
    },
    flush,
  };
}
