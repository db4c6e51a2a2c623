/** The registry: all tools there are, built over the modules that main hands in. */
import type { Invitations, LinkedAccounts, SignUp } from '../src/accounts/index.ts';
import type { Appeals } from '../src/attendance/appeals/index.ts';
import type { Attendance, PlaceRequests } from '../src/attendance/register/index.ts';
import type { Classes } from '../src/school/classes/index.ts';
import type { Codes } from '../src/attendance/codes/index.ts';
import type { Faces } from '../src/recognition/faces/index.ts';
import type { Dashboards, Statistics } from '../src/reporting/statistics/index.ts';
import type { Focus } from '../src/focus/index.ts';
import type { AuditLog } from '../src/office/audit-log/index.ts';
import type { Letters } from '../src/office/letters/index.ts';
import type { Leave } from '../src/attendance/leave/index.ts';
import type { Announcements } from '../src/school/announcements/index.ts';
import type { Notifications } from '../src/delivery/notifications/index.ts';
import type { Guardians, People } from '../src/school/people/index.ts';
import type { Consents } from '../src/security/consent/index.ts';
import type { Sheets } from '../src/reporting/sheets/index.ts';
import type { RollCall, RoomCamera } from '../src/attendance/roll-call/index.ts';
import type { Sessions } from '../src/school/sessions/index.ts';
import type { TimetableModule } from '../src/school/timetable/index.ts';
import { approvalsTool } from './accounts/approvals.ts';
import { decideApprovalTool } from './accounts/decide-approval.ts';
import { inviteClassTool } from './accounts/invite.ts';
import { printLettersTool } from './accounts/letters.ts';
import { linkAccountTool } from './accounts/link.ts';
import { unlinkAccountTool } from './accounts/unlink.ts';
import { whoAmITool } from './accounts/who-am-i.ts';
import { answerAppealTool } from './appeals/answer.ts';
import { appealTool } from './appeals/appeal.ts';
import { appealsTool } from './appeals/list.ts';
import { absenteesTool } from './attendance/absentees.ts';
import { checkInTool } from './attendance/check-in.ts';
import { checkOutTool } from './attendance/check-out.ts';
import { markTool } from './attendance/mark.ts';
import { myRecordTool } from './attendance/my-record.ts';
import { presenceTool } from './attendance/who-is-missing.ts';
import { rollCallTool } from './attendance/roll-call.ts';
import { readAuditTool } from './audit/read.ts';
import { joinClassTool } from './classes/join.ts';
import { makeCodeTool } from './codes/make.ts';
import { agreeTool } from './faces/agree.ts';
import { enrolTool } from './faces/enrol.ts';
import { forgetTool } from './faces/forget.ts';
import { heldPhotosTool } from './faces/pending-reviews.ts';
import { settleHeldPhotoTool } from './faces/decide-review.ts';
import { dashboardTool } from './statistics/dashboard.ts';
import { agreeToFocusTool } from './focus/agree.ts';
import { measureFocusTool } from './focus/measure.ts';
import { focusTool } from './focus/read.ts';
import { turnOffFocusTool } from './focus/turn-off.ts';
import { turnOnFocusTool } from './focus/turn-on.ts';
import { withdrawFocusTool } from './focus/withdraw.ts';
import { decideLeaveTool } from './leave/decide.ts';
import { leaveRequestsTool } from './leave/list.ts';
import { requestLeaveTool } from './leave/request.ts';
import { announceTool } from './announcements/announce.ts';
import { markReadTool } from './notifications/mark-read.ts';
import { notificationsTool } from './notifications/read.ts';
import { sheetTool } from './sheets/sheet.ts';
import { statisticsTool } from './statistics/class-statistics.ts';
import { cancelSessionTool } from './sessions/cancel.ts';
import { closeSessionTool } from './sessions/close.ts';
import { missingRegistersTool } from './sessions/missing-registers.ts';
import { openSessionTool } from './sessions/open.ts';
import { reopenSessionTool } from './sessions/reopen.ts';
import { restoreSessionTool } from './sessions/restore.ts';
import { substituteTool } from './sessions/substitute.ts';
import { myTimetableTool } from './sessions/week.ts';
import type { Tool } from './tool.ts';

export interface ToolModules {
  accounts: LinkedAccounts;
  announcements: Announcements;
  appeals: Appeals;
  attendance: Attendance;
  auditLog: AuditLog;
  classes: Classes;
  codes: Codes;
  consents: Consents;
  dashboards: Dashboards;
  faces: Faces;
  figures: Statistics;
  focus: Focus;
  guardians: Guardians;
  invitations: Invitations;
  leave: Leave;
  letters: Letters;
  notifications: Notifications;
  people: People;
  placeRequests: PlaceRequests;
  reports: Sheets;
  rollCall: RollCall;
  roomCamera: RoomCamera;
  sessions: Sessions;
  signUp: SignUp;
  timetable: TimetableModule;
}

export function createRegistry(modules: ToolModules): readonly Tool[] {
  const tools = [
    checkInTool(modules),
    checkOutTool(modules),
    dashboardTool(modules),
    myTimetableTool(modules),
    myRecordTool(modules),
    appealTool(modules),
    joinClassTool(modules),
    enrolTool(modules),
    agreeTool(modules),
    forgetTool(modules),
    openSessionTool(modules),
    makeCodeTool(modules),
    presenceTool(modules),
    rollCallTool(modules),
    markTool(modules),
    closeSessionTool(modules),
    reopenSessionTool(modules),
    cancelSessionTool(modules),
    restoreSessionTool(modules),
    missingRegistersTool(modules),
    substituteTool(modules),
    requestLeaveTool(modules),
    leaveRequestsTool(modules),
    decideLeaveTool(modules),
    appealsTool(modules),
    answerAppealTool(modules),
    announceTool(modules),
    sheetTool(modules),
    statisticsTool(modules),
    absenteesTool(modules),
    approvalsTool(modules),
    decideApprovalTool(modules),
    heldPhotosTool(modules),
    settleHeldPhotoTool(modules),
    inviteClassTool(modules),
    printLettersTool(modules),
    readAuditTool(modules),
    focusTool(modules),
    measureFocusTool(modules),
    turnOnFocusTool(modules),
    turnOffFocusTool(modules),
    agreeToFocusTool(modules),
    withdrawFocusTool(modules),
    notificationsTool(modules),
    markReadTool(modules),
  ];
  const chatAccounts = [linkAccountTool(modules), unlinkAccountTool(modules)];
  // Asked anyway they say why not; help tells of them only where there is an account to link.
  const offered = (): readonly Tool[] => (modules.accounts.platforms.length > 0 ? [...tools, ...chatAccounts] : tools);
  return [whoAmITool(modules, offered), ...tools, ...chatAccounts];
}
