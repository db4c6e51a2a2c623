/** Where the arrow keys lead in a grid whose columns are as many as fit, pure. */

const steps: Record<string, (columns: number, count: number) => number> = {
  ArrowDown: (columns) => columns,
  ArrowUp: (columns) => -columns,
  ArrowRight: () => 1,
  ArrowLeft: () => -1,
  PageDown: (columns) => columns * 5,
  PageUp: (columns) => -columns * 5,
  Home: (_columns, count) => -count,
  End: (_columns, count) => count,
};

/** @returns undefined for a key that does not move */
export function moveFocus(
  key: string,
  { index, count, columns, isRightToLeft }: { index: number; count: number; columns: number; isRightToLeft: boolean },
): number | undefined {
  const mirrored = isRightToLeft ? ({ ArrowLeft: 'ArrowRight', ArrowRight: 'ArrowLeft' }[key] ?? key) : key;
  const step = steps[mirrored]?.(columns, count);
  if (step === undefined) return undefined;
  const aim = index + step;
  // From the last full row down and from the first up one stays in the column.
  if ((mirrored === 'ArrowDown' && aim >= count) || (mirrored === 'ArrowUp' && aim < 0)) return index;
  return Math.max(0, Math.min(count - 1, aim));
}
