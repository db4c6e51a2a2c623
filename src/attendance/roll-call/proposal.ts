/**
 * What the photos of a roll call say together: who is named, who could be one of several, who nobody knows, and who was
 * not seen.
 */
import type { RosterEntry } from '../../school/classes/index.ts';
import { type KnownRoster, groupByPerson, profileOf } from '../../recognition/faces/index.ts';
import { AppError } from '../../kernel/errors.ts';
import {
  type FaceCandidates,
  type FaceBox,
  type FaceOutcome,
  type GroupAnalysis,
  type GroupFace,
  type SeenPerson,
  assignFaces,
  cosine,
  fusePhotos,
} from '../../recognition/vision/index.ts';
import type { RollCallProposal, Scored } from './roll-call.schema.ts';

/** A face must beat its second-best student by this much cosine, or the teacher is asked. */
const marginToSecond = 0.05;
/** Below the threshold by no more than this, a face is unsure; further below it is unknown. */
const unsureBand = 0.08;

type ComparableFace = GroupFace & { embedding: Float32Array };
type Person = SeenPerson<ComparableFace>;
type Verdict =
  | { mark: 'named'; student: number; score: number }
  | { mark: 'unsure'; candidates: FaceCandidates[] }
  | { mark: 'unknown' | 'unclear' };

export function putTogether(
  roster: readonly RosterEntry[],
  known: KnownRoster,
  photos: readonly GroupAnalysis[],
): RollCallProposal {
  const { templates, threshold } = known;
  const byPerson = groupByPerson(templates);
  const compared = roster.flatMap((entry) => {
    const profile = profileOf(byPerson.get(entry.id) ?? []);
    return profile ? [{ entry, profile }] : [];
  });
  const enrolled = compared.map(({ entry }) => entry);
  const profiles = compared.map(({ profile }) => profile);
  const people = fusePhotos(
    photos.map(({ faces }) => faces.filter(isComparable)),
    known.sameFaceThreshold,
  );
  const scores = people.map((person) => profiles.map((profile) => cosine(person.embedding, profile)));
  const verdicts = judge(
    people,
    assignFaces(scores, { threshold, lowerBound: threshold - unsureBand, margin: marginToSecond }),
    threshold,
  );

  const describe = (student: number): { personId: string; name: string } => {
    const entry = enrolled[student];
    if (!entry) throw new AppError('internal', { detail: 'A face was assigned to nobody on the roster' });
    return { personId: entry.id, name: entry.name };
  };
  const scored = ({ student, score }: FaceCandidates): Scored => ({
    ...describe(student),
    score,
    strangerChance: known.strangerChance(score),
  });
  const best = new Map<number, FaceCandidates & { person: Person }>();
  const verdictOf = new Map<GroupFace, Verdict>();
  for (const [index, verdict] of verdicts.entries()) {
    const person = people[index]!;
    for (const { face } of person.faces) verdictOf.set(face, verdict);
    if (verdict.mark === 'named' && verdict.score > (best.get(verdict.student)?.score ?? -1))
      best.set(verdict.student, { ...verdict, person });
  }
  const seen = new Set([...best.keys()].map((student) => enrolled[student]?.id));
  const notSeen = roster.filter((entry) => !seen.has(entry.id));
  const pictures = photos.map(({ width, height, faces }) => ({
    width,
    height,
    faces: faces.map((face) => {
      const verdict = verdictOf.get(face) ?? { mark: 'unclear' };
      return {
        box: face.box,
        outcome: verdict.mark,
        quality: face.qualityScore,
        ...(verdict.mark === 'named' ? describe(verdict.student) : { personId: null, name: null }),
      };
    }),
  }));
  return {
    named: [...best.values()]
      .map(({ person, ...candidate }) => ({ ...scored(candidate), ...clearest(person, profiles[candidate.student]!) }))
      .sort((a, b) => a.name.localeCompare(b.name)),
    unsure: verdicts.flatMap((verdict) =>
      verdict.mark === 'unsure' ? [{ candidates: verdict.candidates.map(scored) }] : [],
    ),
    unknownFaces: verdicts.filter(({ mark }) => mark === 'unknown').length,
    unclearFaces: pictures.flatMap(({ faces }) => faces).filter(({ outcome }) => outcome === 'unclear').length,
    notSeen: notSeen.map((entry) => ({ personId: entry.id, name: entry.name })),
    notEnrolled: notSeen.filter((entry) => !enrolled.includes(entry)).length,
    threshold,
    isCovered: known.isCovered,
    photos: pictures,
  };
}

const isComparable = (face: GroupFace): face is ComparableFace => face.embedding !== null;

/** What remains in question once it is known who was named. */
function judge(people: readonly Person[], outcomes: readonly FaceOutcome[], threshold: number): Verdict[] {
  const namedAs = new Map(
    outcomes.flatMap((outcome, index) =>
      outcome.kind === 'named' ? [[outcome.student, people[index]!] as const] : [],
    ),
  );
  return outcomes.map((outcome, index): Verdict => {
    if (outcome.kind !== 'unsure')
      return outcome.kind === 'named'
        ? { mark: 'named', student: outcome.student, score: outcome.score }
        : { mark: 'unknown' };
    const candidates = outcome.candidates.filter(({ student }) => !namedAs.has(student));
    if (candidates.length > 0) return { mark: 'unsure', candidates };
    // Nobody is in one photo twice: whoever resembles only people that were named in it is somebody else.
    const elsewhere = outcome.candidates.filter(({ student }) => !shareAPhoto(namedAs.get(student)!, people[index]!));
    const [likeliest, second] = elsewhere;
    if (!likeliest) return { mark: 'unknown' };
    const isClear = likeliest.score >= threshold && likeliest.score - (second?.score ?? -1) >= marginToSecond;
    return isClear ? { mark: 'named', ...likeliest } : { mark: 'unclear' };
  });
}

function shareAPhoto(a: Person, b: Person): boolean {
  return a.faces.some(({ photo }) => b.faces.some((other) => other.photo === photo));
}

function clearest(person: Person, profile: Float32Array): { photo: number; box: FaceBox } {
  const [first] = person.faces
    .map(({ photo, face }) => ({ photo, box: face.box, score: cosine(face.embedding, profile) }))
    .sort((a, b) => b.score - a.score);
  if (!first) throw new AppError('internal', { detail: 'Somebody was seen without a face' });
  return { photo: first.photo, box: first.box };
}
