/** How much work a run does. */
export const presetNames = ['smoke', 'quick', 'full'] as const;

/** smoke: seconds, shows that everything runs; quick: about ten minutes on two cores; full: the experiment as described. */
export type Preset = (typeof presetNames)[number];
