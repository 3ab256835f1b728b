import { useEffect, useRef, useState } from 'react';
import type { Point } from '../drawing';

/** Milliseconds of a move. */
const span = 160;

/**
 * Positions that glide to new ones; at once where motion is unwanted or the number of points differs.
 *
 * @param held positions that a pointer holds: they are shown as they are.
 */
export function useTween(target: readonly Point[], held: readonly Point[] | undefined): readonly Point[] {
  const [moving, setMoving] = useState<readonly Point[]>();
  const latest = useRef(target);
  const shown = held ?? (moving?.length === target.length ? moving : target);
  useEffect(() => {
    const from = latest.current;
    const still = from.length !== target.length || matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (from === target || still) return;
    const start = performance.now();
    let frame = 0;
    const move = (now: number) => {
      const share = Math.min(1, Math.max(0, now - start) / span);
      const eased = 1 - (1 - share) ** 2;
      const between = target.map(({ x, y }, index) => ({
        x: from[index].x + eased * (x - from[index].x),
        y: from[index].y + eased * (y - from[index].y),
      }));
      setMoving(share < 1 ? between : undefined);
      if (share < 1) frame = requestAnimationFrame(move);
    };
    move(start);
    return () => {
      cancelAnimationFrame(frame);
      setMoving(undefined);
    };
  }, [target]);
  // After the effect above, which starts from what was shown before.
  useEffect(() => {
    latest.current = shown;
  });
  return shown;
}
