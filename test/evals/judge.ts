/** Plays the examples to the command model and judges what it makes of them. */
import { understand } from '../../src/agent/command-model/intents.ts';
import { conversations } from './conversations.ts';
import { now, type Example } from './example.ts';

const everyone = ['who_am_i', 'undo_last', 'link_account', 'unlink_account', 'my_timetable'];
const staff = [...everyone, 'open_session', 'close_session', 'cancel_session', 'make_code', 'mark_student', 'call_roll', 'who_is_present', 'attendance_sheet', 'class_statistics', 'leave_requests', 'decide_leave'];
const toolsOf: Readonly<Record<Example['role'], ReadonlySet<string>>> = {
  student: new Set([...everyone, 'check_in', 'my_record', 'agree_to_face_recognition', 'enrol_face', 'forget_face', 'leave_requests', 'request_leave']),
  teacher: new Set(staff), admin: new Set([...staff, 'invite_class']),
};
const readTools = new Set(['who_am_i', 'my_timetable', 'my_record', 'who_is_present', 'attendance_sheet', 'class_statistics', 'leave_requests']);

export interface Verdict {
  example: Example;
  /** What came of it, as text. */
  got: string;
  outcome: 'right' | 'wrong' | 'refused';
  isWrongEffect: boolean;
}

export const judgeAll = (): Verdict[] => conversations.map(judge);

function judge(example: Example): Verdict {
  const meaning = understand(example.says, { now, timeZone: 'UTC', tools: toolsOf[example.role], photos: example.photos });
  const calls = meaning.kind === 'calls' ? meaning.calls : [];
  const effects = calls.filter((call) => !readTools.has(call.tool));
  const got = calls.length > 0 ? calls.map(({ tool, args }) => `${tool} ${JSON.stringify(args)}`).join(' + ') : meaning.kind;
  if (example.means === 'nothing' || example.means === 'harmless') {
    const isRight = example.means === 'nothing' ? calls.length === 0 : effects.length === 0;
    return { example, got, outcome: isRight ? 'right' : 'wrong', isWrongEffect: effects.length > 0 };
  }
  const isRight = canonical(calls) === canonical(example.args.map((args) => ({ tool: example.means, args })));
  return { example, got, outcome: isRight ? 'right' : calls.length === 0 ? 'refused' : 'wrong', isWrongEffect: !isRight && effects.length > 0 };
}

const canonical = (calls: readonly { tool: string; args: Record<string, unknown> }[]): string =>
  JSON.stringify(calls.map(({ tool, args }) => [tool, Object.entries(args).sort(([a], [b]) => a.localeCompare(b))]));
