/** Colours of figures, the same everywhere: Okabe-Ito, safe for colour-blind readers. */
export const colours = {
  /** What the paper proposes. */
  ours: '#0072B2',
  /** What it is measured against. */
  baseline: '#E69F00',
  /** The same model without its idea, or before training. */
  control: '#8A8A86',
  ink: '#1b1b1a',
  paper: '#ffffff',
} as const;

/** The part a model plays in a comparison; decides its colour. */
export type Role = 'ours' | 'baseline' | 'control';

/** Dashes that tell apart several models of one role. */
export const dashes = ['', '7 3', '2 3', '9 3 2 3', '14 4'] as const;
