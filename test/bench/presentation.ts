/** The arithmetic of presentation attack detection (ISO/IEC 30107-3). */

export interface Presentation {
  kind: string;
  /** Null: neither an attack nor a bona fide presentation. */
  isAttack: boolean | null;
  /** How real it looks, 0..1; null where no face is found. */
  live: number | null;
}

interface Judged {
  isAttack: boolean;
  live: number;
}

/** How often a real one looks more real than an attack, ties counting half: 1 separates them all, 0.5 none. */
export function areaUnderCurve(judged: readonly Judged[]): number {
  const [real, attacks] = split(judged);
  const wins = real.reduce(
    (sum, live) => sum + attacks.reduce((of, attack) => of + (live > attack ? 1 : live === attack ? 0.5 : 0), 0),
    0,
  );
  return wins / (real.length * attacks.length);
}

/** Each is judged by the bound that flags at most this share of the other real ones. */
export function leaveOneOutAt(judged: readonly Judged[], mostBpcer: number): { apcer: number; bpcer: number } {
  const wrong = judged.filter(
    (one, index) =>
      one.isAttack ===
      one.live >=
        boundAt(
          judged.filter((_, other) => other !== index),
          mostBpcer,
        ),
  );
  const [real, attacks] = split(judged);
  return {
    apcer: wrong.filter(({ isAttack }) => isAttack).length / attacks.length,
    bpcer: wrong.filter(({ isAttack }) => !isAttack).length / real.length,
  };
}

/** Real ones below it are at most that share. */
function boundAt(judged: readonly Judged[], mostBpcer: number): number {
  const [real] = split(judged);
  return [...real].sort((a, b) => a - b)[Math.floor(mostBpcer * real.length)] ?? 0;
}

const split = (judged: readonly Judged[]): [real: number[], attacks: number[]] => [
  judged.filter(({ isAttack }) => !isAttack).map(({ live }) => live),
  judged.filter(({ isAttack }) => isAttack).map(({ live }) => live),
];
