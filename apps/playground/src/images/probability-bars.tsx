import { percent } from '../text/format';

interface Props {
  classNames: readonly string[];
  probabilities: readonly number[];
  /** Number of classes shown, the most probable first. */
  most?: number;
}

/** The most probable classes as bars with their share. */
export function ProbabilityBars({ classNames, probabilities, most = 5 }: Props) {
  const order = probabilities
    .map((probability, index) => ({ probability, name: classNames[index] }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, most);
  return (
    <ol className="bars numbers">
      {order.map(({ name, probability }) => (
        <li key={name}>
          <span className="bar-name" title={name}>
            {name}
          </span>
          <span className="bar-track" aria-hidden="true">
            <span className="bar" style={{ width: `${100 * probability}%` }} />
          </span>
          <span>{percent(probability, 0)}</span>
        </li>
      ))}
    </ol>
  );
}
