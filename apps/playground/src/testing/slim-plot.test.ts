import { describe, expect, it } from 'vitest';
import { exportedNames } from '../../build/slim-plot';

describe('exportedNames', () => {
  it('reads the names from an index file of d3', () => {
    const index = 'export {default as geoArea} from "./area.js";\nexport {a, b as c} from "./d.js";\n';
    expect(exportedNames(index)).toEqual(['geoArea', 'a', 'c']);
  });
});
