/**
 * Several templates a person: what taking the best of them, or their mean, gains in true acceptance and costs in false.
 */
import { cosine, meanEmbedding } from '../../src/recognition/vision/index.ts';
import type { Sample } from './read-people.ts';

/** The highest cosine with any template, the cosine with their mean, or that with their mean by quality. */
type TemplatesBy = 'best' | 'mean' | 'meanByQuality';

export interface TemplatesRate {
  templates: number;
  by: TemplatesBy;
  /** People with photos enough. */
  people: number;
  /** At the cosine that was asked about, of true comparisons and of those with strangers. */
  tar: number;
  far: number;
  /** True acceptance where strangers are accepted as often as with one template at that cosine. */
  tarAtEqualFar: number;
}

/** A photo that is worth nothing by itself still counts for something. */
const leastWeight = 0.05;

/**
 * Every choice of templates among a person's photos against the person's other photos and everybody else's.
 * @param photosEach what a person must have to be measured: the same people for every number of templates, so that rows
 * can be compared
 */
export function measureTemplates(samples: readonly Sample[], threshold: number, photosEach: number): TemplatesRate[] {
  const persons = [...new Set(samples.map(({ person }) => person))].map((person) =>
    samples.filter((sample) => sample.person === person),
  );
  const enrolled = persons.filter((own) => own.length >= photosEach);
  const rows: { templates: number; by: TemplatesBy; genuine: number[]; strange: number[] }[] = [];
  for (let templates = 1; templates < photosEach; templates++) {
    for (const by of templates === 1 ? (['best'] as const) : (['best', 'mean', 'meanByQuality'] as const)) {
      const genuine: number[] = [];
      const strange: number[] = [];
      for (const own of enrolled) {
        for (const chosen of choose(own, templates)) {
          const score = scorer(chosen, by);
          for (const probe of own) if (!chosen.includes(probe)) genuine.push(score(probe.embedding));
          for (const other of samples) if (other.person !== own[0]!.person) strange.push(score(other.embedding));
        }
      }
      rows.push({ templates, by, genuine, strange });
    }
  }
  const [single] = rows;
  const farOfOne = shareFrom(single?.strange ?? [], threshold);
  return rows.map(({ templates, by, genuine, strange }) => ({
    templates,
    by,
    people: enrolled.length,
    tar: shareFrom(genuine, threshold),
    far: shareFrom(strange, threshold),
    tarAtEqualFar: shareFrom(genuine, cosineOfShare(strange, farOfOne)),
  }));
}

function scorer(templates: readonly Sample[], by: TemplatesBy): (probe: Float32Array) => number {
  if (by === 'best') return (probe) => Math.max(...templates.map(({ embedding }) => cosine(embedding, probe)));
  const mean = meanEmbedding(
    templates.map(({ embedding, quality }) => ({
      embedding,
      qualityScore: by === 'mean' ? 1 : Math.max(quality, leastWeight),
    })),
  );
  return (probe) => cosine(mean, probe);
}

/** All choices of so many items, each once. */
function choose<Item>(items: readonly Item[], count: number): Item[][] {
  if (count === 0) return [[]];
  return items.flatMap((item, index) => choose(items.slice(index + 1), count - 1).map((rest) => [item, ...rest]));
}

const shareFrom = (scores: readonly number[], threshold: number): number =>
  scores.length === 0 ? 0 : scores.filter((score) => score >= threshold).length / scores.length;

function cosineOfShare(scores: readonly number[], share: number): number {
  return [...scores].sort((a, b) => b - a)[Math.floor(share * scores.length)] ?? 1;
}
