/**
 * Sentences that ask for something to be done. Each has to be a command from its first word to its last, with only
 * courtesy, class, day and length taken out: what says anything besides, such as a "don't" or "he said", is none.
 */
import { readAnnouncement } from './announcement-grammar.ts';
import { readAppeal } from './appeal-grammar.ts';
import { checkIn, checkOut } from './check-in-commands.ts';
import { call, exactly, readBy, type Command } from './command.ts';
import { agree, agreeToFocus, enrolFace, forget, stopFocus } from './consent-commands.ts';
import { readApproval, readDecision, readPhotoDecision } from './decision-grammar.ts';
import { readMeasured, readTurnOff, readTurnOn } from './focus-grammar.ts';
import { readLeave } from './leave-grammar.ts';
import { readMarks } from './mark-grammar.ts';
import {
  callRoll,
  cancel,
  close,
  invite,
  join,
  makeCode,
  open,
  printLetters,
  registersMissing,
  reopen,
  restore,
} from './session-commands.ts';
import { readSubstitute } from './substitute-grammar.ts';
import type { ToolName } from '../../../tools/tool-names.ts';

const undo = exactly(
  'undo_last',
  new RegExp(
    [
      '^(undo|revert|roll back|rollback|reverse|take back|take (it|that|this) back)',
      '( (it|that|this|the (last|latest|previous)( one| change| mark| action| thing)?|',
      'my (last|latest) (change|mark|action)|last( change)?|what (i|you) just did))?$',
    ].join(''),
  ),
);
const account = '(?:slack|teams|microsoft teams|chat|account|accounts|this|my|the|me|it|here|from|to|in|with)';
const unlink = exactly('unlink_account', new RegExp(`^(?:unlink|disconnect)(?: ${account})*$`));
const link = exactly(
  'link_account',
  new RegExp(`^(?:link|connect)(?: ${account})*$|^(?:give me |get |i need |make )?(?:a |my )?(?:linking|link) code$`),
);

const mark: Command = ({ text, isQuestion, around }) =>
  readMarks(text, isQuestion, around).flatMap((args) => call('mark_student', args));

const markRead = exactly(
  'mark_notifications_read',
  new RegExp(
    [
      '^(?:mark|set) (?:(?:all|everything|them all|all of them|all of it|my|the|unread) ?)*',
      '(?:notifications?|messages|alerts|news)?(?: as)? ?(?:read|seen)$',
    ].join(''),
  ),
);

/** Tried in this order; no two mean the same words. */
export const commands: readonly (readonly [ToolName, Command])[] = [
  ['announce', readBy('announce', ({ text, around }) => readAnnouncement(text, around))],
  ['undo_last', undo],
  ['mark_notifications_read', markRead],
  ['agree_to_focus', agreeToFocus],
  ['stop_focus', stopFocus],
  ['turn_on_focus', readBy('turn_on_focus', readTurnOn)],
  ['turn_off_focus', readBy('turn_off_focus', readTurnOff)],
  ['measure_focus', readBy('measure_focus', readMeasured)],
  ['unlink_account', unlink],
  ['link_account', link],
  ['invite_class', invite],
  ['print_letters', printLetters],
  ['forget_face', forget],
  ['agree_to_face_recognition', agree],
  ['enrol_face', enrolFace],
  ['join_class', join],
  ['check_in', checkIn],
  ['check_out', checkOut],
  ['make_code', makeCode],
  ['call_roll', callRoll],
  ['missing_registers', registersMissing],
  ['reopen_session', reopen],
  ['open_session', open],
  ['close_session', close],
  ['cancel_session', cancel],
  ['restore_session', restore],
  ['name_substitute', readBy('name_substitute', readSubstitute)],
  ['appeal', readBy('appeal', readAppeal)],
  ['request_leave', readBy('request_leave', readLeave)],
  ['mark_student', mark],
  ['decide_leave', readBy('decide_leave', (sentence) => readDecision(sentence, 'leave'))],
  ['answer_appeal', readBy('answer_appeal', (sentence) => readDecision(sentence, 'appeal'))],
  ['decide_approval', readBy('decide_approval', readApproval)],
  ['settle_photo', readBy('settle_photo', readPhotoDecision)],
];
