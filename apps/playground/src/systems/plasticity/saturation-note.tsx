import { percent } from '../../text/format';
import type { RunDescription } from './run';

/** Animals that accept more than this share of what they are offered hardly choose. */
const saturated = 0.9;

/** Says so where the choices cannot tell much: weights that grow until everything is accepted. */
export function SaturationNote({ description }: { description: RunDescription }) {
  const { trials, presentations, truth } = description;
  const accepted = trials / presentations;
  if (accepted < saturated) return null;
  return (
    <p className="saturation small" role="note">
      These animals accept {percent(accepted, 0)} of what they are offered
      {truth === undefined ? '' : ': under this rule their weights grow until nearly every choice is the same'}. Such
      choices say little about a rule, so expect wrong terms with good scores.
    </p>
  );
}
