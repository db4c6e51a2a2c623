/** sejal's classes, as a teacher makes and lists them: each is a session of a class of ours. */
import type { Clock } from '../../../kernel/clock.ts';
import { AppError } from '../../../kernel/errors.ts';
import type { Classes } from '../../../school/classes/index.ts';
import type { People } from '../../../school/people/index.ts';
import type { Sessions } from '../../../school/sessions/index.ts';
import type { Actor } from '../../../security/access/index.ts';
import { called, onlyOne } from '../class-by-name.ts';
import { answerWith, signedIn, type CompatRoute } from '../compat.ts';
import { createMeetings } from './meetings.ts';
import { requireOwn } from './require-own.ts';
import {
  exampleMeeting,
  meeting,
  ofTeacher,
  spanOf,
  stateOf,
  tellMeeting,
  type Meeting,
  type Sought,
} from './shapes.ts';
import { words } from '../words/en.ts';

export interface ClassModules {
  people: People;
  classes: Classes;
  sessions: Sessions;
  clock: Clock;
}

export function classRoutes({
  people,
  classes,
  sessions,
  clock,
}: ClassModules): Record<'create' | 'listTaught' | 'latest', CompatRoute> {
  const { listMeetings } = createMeetings({ sessions, clock });

  async function listTaught(actor: Actor, email: string): Promise<Meeting[]> {
    await requireOwn(people, actor, email);
    return listMeetings(await classes.listTaught(actor));
  }

  async function createClass(
    actor: Actor,
    { class_name, ...sought }: Sought,
  ): Promise<{ body: Record<string, unknown>; isNew: boolean }> {
    if (sought.start_time === sought.end_time)
      throw new AppError('invalidInput', { field: 'end_time', detail: words.endTimeIsTheSameAs });
    const known = onlyOne(called(await classes.listTaught(actor), class_name), class_name);
    const view = known ?? (await classes.ensureOwn(actor, { title: class_name, joinPolicy: 'open' }));
    const { session, isNew } = await sessions.addSelfOpening(actor, {
      classId: view.id,
      title: null,
      ...spanOf({ class_name, ...sought }, view.timeZone),
    });
    return { body: { ...tellMeeting({ session, view }), status: session.status }, isNew };
  }

  return {
    create: signedIn({
      method: 'post',
      path: '/api/v1/get_create_class',
      permission: 'classes.createOwn',
      status: 201,
      body: ofTeacher.extend(meeting),
      example: { ...exampleMeeting, status: 'scheduled' },
      handle: async (actor, { body: { teacher_email_id, ...sought }, res }) => {
        await requireOwn(people, actor, teacher_email_id);
        const { body, isNew } = await createClass(actor, sought);
        return answerWith(res, isNew ? 201 : 200, body);
      },
    }),
    listTaught: signedIn({
      method: 'post',
      path: '/api/v1/get_classes_by_teacher',
      permission: 'sessions.run',
      body: ofTeacher,
      example: [{ ...exampleMeeting, status: 'scheduled' }],
      handle: async (actor, { body }) =>
        (await listTaught(actor, body.teacher_email_id)).map((found) => ({
          ...tellMeeting(found),
          status: stateOf(found.session, clock.now()),
        })),
    }),
    latest: signedIn({
      method: 'post',
      path: '/api/v1/get_latest_class_by_teacher',
      permission: 'sessions.run',
      body: ofTeacher,
      example: { ...exampleMeeting, status: 'open' },
      handle: async (actor, { body }) => {
        const taught = await listTaught(actor, body.teacher_email_id);
        // The one that began last; before the first one began, that one.
        const latest = taught.find(({ session }) => session.startsAt <= clock.now()) ?? taught.at(-1);
        if (!latest) throw new AppError('notFound', { detail: words.youHaveNoClassesYet });
        return { ...tellMeeting(latest), status: stateOf(latest.session, clock.now()) };
      },
    }),
  };
}
