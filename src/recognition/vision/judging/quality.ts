/** Light and focus of an aligned face. */
import { alignedPx } from '../vision-types.ts';
import { luminance, type Patch } from '../pixels/sample.ts';

/** Contrast below this is noise; dividing by less would call it detail. */
const minDeviation = 4;
/** The middle of the aligned face, without hair and background. */
const from = 16;
const to = alignedPx - 16;

/**
 * Brightness is the mean luminance (0..255). Sharpness is the variance of the 4-neighbour Laplacian (Pech-Pacheco et
 * al.,
 * ICPR 2000), over the luminance scaled to a deviation of 64, so that dim light alone does not count as blur.
 */
export function measureLightAndFocus(aligned: Patch): { brightness: number; sharpness: number } {
  const grey = luminance(aligned);
  const inner = middleOf((x, y) => grey[y * alignedPx + x]!);
  const { mean, variance } = statisticsOf(inner);
  const edges = middleOf((x, y) => {
    const at = y * alignedPx + x;
    return grey[at - 1]! + grey[at + 1]! + grey[at - alignedPx]! + grey[at + alignedPx]! - 4 * grey[at]!;
  });
  const contrast = Math.max(Math.sqrt(variance), minDeviation) / 64;
  return { brightness: mean, sharpness: statisticsOf(edges).variance / (contrast * contrast) };
}

function middleOf(read: (x: number, y: number) => number): number[] {
  const values: number[] = [];
  for (let y = from; y < to; y++) for (let x = from; x < to; x++) values.push(read(x, y));
  return values;
}

function statisticsOf(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, variance };
}
