/** What a mark stands for. The colour follows from it and is the same on every page. */
export type Role = 'ours' | 'baseline' | 'control' | 'truth';

/** CSS colours, resolved from the tokens of the theme. */
export const roleColor: Record<Role, string> = {
  ours: 'var(--ours)',
  baseline: 'var(--baseline)',
  control: 'var(--control)',
  truth: 'var(--truth)',
};

/** Colours of text that names a mark. */
export const roleInk: Record<Role, string> = {
  ours: 'var(--ours-ink)',
  baseline: 'var(--baseline-ink)',
  control: 'var(--control-ink)',
  truth: 'var(--ink-1)',
};
