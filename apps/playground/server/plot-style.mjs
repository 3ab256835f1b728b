// Plot writes one small style element into each figure. The security policy of the page names it by its hash.

/** The one class name that every plot carries; Plot writes a small style element that names it. */
export const plotClassName = 'plot';

/** The text of the style element that Plot puts into each figure. A test compares it with what Plot really writes. */
export const plotStyle = `:where(.${plotClassName}) {
  --plot-background: white;
  display: block;
  height: auto;
  height: intrinsic;
  max-width: 100%;
}
:where(.${plotClassName} text),
:where(.${plotClassName} tspan) {
  white-space: pre;
}`;
