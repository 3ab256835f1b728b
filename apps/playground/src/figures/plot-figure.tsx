import { type PlotOptions, plot } from '@observablehq/plot';
import { useLayoutEffect, useRef } from 'react';
import { plotClassName } from '../../server/plot-style.mjs';
import { drawNever, drawSoon } from './draw-queue';
import { useWidth } from './use-width';

interface Props {
  /** What the figure shows, in words. */
  description: string;
  /** Builds the plot for a width in pixels. Keep it stable (useCallback): a new function draws anew. */
  draw(width: number): PlotOptions;
}

/** Draws an Observable Plot at the width of its place. */
export function PlotFigure({ description, draw }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const width = useWidth(host);
  useLayoutEffect(() => {
    const place = host.current;
    if (!place || width < 40) return;
    const paint = () => {
      const options = draw(width);
      const figure = plot({ ...options, width, className: plotClassName, ariaLabel: description });
      figure.setAttribute('role', 'img');
      // The description stands for the whole figure; Plot's names of its groups are not allowed without a role.
      for (const group of figure.querySelectorAll('g[aria-label]')) {
        group.setAttribute('data-mark', group.getAttribute('aria-label') ?? '');
        group.removeAttribute('aria-label');
      }
      place.replaceChildren(figure);
    };
    // The first time at once, so that the page is never seen without its figures.
    if (place.childElementCount === 0) paint();
    else drawSoon(place, paint);
    return () => drawNever(place);
  }, [draw, width, description]);
  return <div className="canvas-host" ref={host} />;
}
