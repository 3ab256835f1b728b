import { inkOn } from './class-colours';
import { colourOf } from './round-view';

/** A colour of the page inside of a sentence, with its number. */
export function Swatch({ number }: { number: number }) {
  const colour = colourOf(number);
  return (
    <span className="swatch numbers" style={{ background: colour, color: inkOn(colour) }}>
      {number}
    </span>
  );
}
