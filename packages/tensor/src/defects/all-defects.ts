import type { Defect } from './defect';
import { elementDefects } from './elements';
import { gradientDefects } from './gradients';
import { poolingDefects } from './pooling';
import { productDefects } from './products';
import { secondDerivativeDefects } from './second-derivatives';
import { webgpuDefects } from './webgpu';

/** Every defect, by theme, in the order of the page. */
export const defectThemes: ReadonlyArray<{ title: string; defects: readonly Defect[] }> = [
  { title: 'Products and convolutions', defects: productDefects },
  { title: 'Pooling and resizing', defects: poolingDefects },
  { title: 'Sums, element-wise ops and layouts', defects: elementDefects },
  { title: 'Gradients', defects: gradientDefects },
  { title: 'Derivatives of derivatives', defects: secondDerivativeDefects },
  { title: 'Kernels of WebGPU', defects: webgpuDefects },
];

export const allDefects: readonly Defect[] = defectThemes.flatMap(({ defects }) => defects);
