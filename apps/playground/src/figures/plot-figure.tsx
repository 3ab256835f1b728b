import { type PlotOptions, plot } from '@observablehq/plot';
import { useLayoutEffect, useRef } from 'react';
import { plotClassName } from '../../server/plot-style.mjs';
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
    if (!host.current || width < 40) return;
    const options = draw(width);
    host.current.replaceChildren(plot({ ...options, width, className: plotClassName, ariaLabel: description }));
    host.current.firstElementChild?.setAttribute('role', 'img');
  }, [draw, width, description]);
  return <div className="canvas-host" ref={host} />;
}
