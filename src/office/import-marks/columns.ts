/** Columns of lists of marks: whose mark, when, and what; a column of its own for each day in grids. Pure. */
import { type MatchHeader, matcherOf } from '../tables/index.ts';
import { matchPeopleHeader } from '../import/index.ts';
import { readMoment } from './dates.ts';

export const marksFields = [
  'email',
  'name',
  'sortableName',
  'familyName',
  'givenName',
  'externalId',
  'class',
  'date',
  'time',
  'end',
  'status',
  'reason',
] as const;
export type MarksField = (typeof marksFields)[number];
/** A column of a grid is one of a day. */
export type MarksColumn = MarksField | 'day';

const matchOwn = matcherOf<'date' | 'time' | 'end' | 'status' | 'reason'>({
  date: [
    'day',
    'session date',
    'lesson date',
    'attendance date',
    'datum',
    'tag',
    'date de la séance',
    'jour',
    'fecha',
    'día',
    'data',
    'giorno',
    'dia',
    'dag',
    'timestamp',
    'date time',
    'datetime',
    'session',
    'lesson',
  ],
  time: [
    'start',
    'start time',
    'from',
    'begin',
    'begins',
    'uhrzeit',
    'zeit',
    'beginn',
    'von',
    'heure',
    'heure de début',
    'début',
    'hora',
    'hora de inicio',
    'inicio',
    'ora',
    'inizio',
    'início',
    'hora de início',
    'tijd',
    'begintijd',
    'aanvang',
    'period start',
  ],
  end: [
    'end time',
    'to',
    'until',
    'ends',
    'ende',
    'bis',
    'heure de fin',
    'fin',
    'hora de fin',
    'fine',
    'fim',
    'eindtijd',
    'einde',
    'tot',
  ],
  status: [
    'attendance',
    'mark',
    'attendance status',
    'attendance code',
    'attendance mark',
    'presence',
    'present',
    'anwesenheit',
    'anwesend',
    'présence',
    'statut',
    'asistencia',
    'estado',
    'presenza',
    'stato',
    'presença',
    'situação',
    'aanwezigheid',
    'code',
    'state',
  ],
  reason: [
    'remarks',
    'remark',
    'comment',
    'comments',
    'note',
    'notes',
    'description',
    'grund',
    'bemerkung',
    'bemerkungen',
    'anmerkung',
    'motif',
    'remarque',
    'commentaire',
    'motivo',
    'observaciones',
    'observación',
    'motivazione',
    'osservazioni',
    'observação',
    'observações',
    'reden',
    'opmerking',
    'opmerkingen',
  ],
});

const ofPeople = new Set<string>(['email', 'name', 'sortableName', 'familyName', 'givenName', 'externalId']);

export const matchMarksHeader: MatchHeader<MarksColumn> = (header) => {
  const own = matchOwn(header);
  if (own !== null) return own;
  const field = matchPeopleHeader(header);
  if (field === 'classes' || field === 'classTitle') return 'class';
  if (field !== null && ofPeople.has(field)) return field as MarksField;
  return readMoment(header) ? 'day' : null;
};
