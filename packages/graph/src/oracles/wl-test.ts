import { ConfigError } from '@perceptrons/tensor';

/**
 * The Weisfeiler-Leman tests. k-WL is the oblivious form (each position of a tuple is replaced for itself), k-FWL the
 * folklore form (all positions are replaced by the same vertex). In power 1-WL = 2-WL < 2-FWL = 3-WL < 3-FWL.
 */
export const wlTests = ['1-WL', '2-WL', '2-FWL', '3-WL', '3-FWL'] as const;

/** One of {@link wlTests}. */
export type WlTest = (typeof wlTests)[number];

/** How the colour of a tuple looks at other tuples. */
export type WlVariant = 'oblivious' | 'folklore';

/** What a test colours, and how. */
export interface WlForm {
  /** Vertices in a tuple. */
  k: number;
  /** `neighbours`: colour refinement, which looks at the neighbours of a vertex only. */
  variant: WlVariant | 'neighbours';
}

const forms: Record<WlTest, WlForm> = {
  '1-WL': { k: 1, variant: 'neighbours' },
  '2-WL': { k: 2, variant: 'oblivious' },
  '2-FWL': { k: 2, variant: 'folklore' },
  '3-WL': { k: 3, variant: 'oblivious' },
  '3-FWL': { k: 3, variant: 'folklore' },
};

/** The form of a test. @throws ConfigError `graph/wl-test` for an unknown name. */
export function wlForm(test: WlTest): WlForm {
  const form = Object.hasOwn(forms, test) ? forms[test] : undefined;
  if (form) return form;
  throw new ConfigError({
    code: 'graph/wl-test',
    argument: 'test',
    message: `There is no test ${JSON.stringify(test)}. Choose one of ${wlTests.join(', ')}.`,
  });
}

/** The form of a test given by numbers. @throws ConfigError `graph/wl-k`, `graph/wl-variant`. */
export function formOf(k: number, variant: WlVariant): WlForm {
  if (!Number.isInteger(k) || k < 1) {
    throw new ConfigError({
      code: 'graph/wl-k',
      argument: 'k',
      message: `k is ${k}. Give a whole number of vertices in a tuple from 1; 1 to 3 are usual.`,
    });
  }
  if (variant !== 'oblivious' && variant !== 'folklore') {
    throw new ConfigError({
      code: 'graph/wl-variant',
      argument: 'variant',
      message: `There is no variant ${JSON.stringify(variant)}. Choose oblivious (k-WL) or folklore (k-FWL).`,
    });
  }
  return { k, variant: k === 1 ? 'neighbours' : variant };
}
