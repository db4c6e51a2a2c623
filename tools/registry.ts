/** The registry: all tools there are, built over the rooms that main hands in. */
import type { Invitations, LinkedAccounts, SignUp } from '../src/accounts/index.ts';
import type { Appeals } from '../src/attendance/appeals/index.ts';
import type { Attendance, PlaceRequests } from '../src/attendance/register/index.ts';
import type { Classes } from '../src/school/classes/index.ts';
import type { Codes } from '../src/attendance/codes/index.ts';
import type { Faces } from '../src/recognition/faces/index.ts';
import type { Dashboards, FiguresRoom } from '../src/reporting/statistics/index.ts';
import type { Focus } from '../src/focus/index.ts';
import type { Leave } from '../src/attendance/leave/index.ts';
import type { Announcements } from '../src/school/announcements/index.ts';
import type { Notifications } from '../src/delivery/notifications/index.ts';
import type { Guardians, People } from '../src/school/people/index.ts';
import type { Consents } from '../src/security/consent/index.ts';
import type { Reports } from '../src/reporting/sheets/index.ts';
import type { RollCall, RoomCamera } from '../src/attendance/roll-call/index.ts';
import type { Sessions } from '../src/school/sessions/index.ts';
import type { TimetableRoom } from '../src/school/timetable/index.ts';
import { approvalsTool } from './accounts/approvals.ts';
import { decideApprovalTool } from './accounts/decide-approval.ts';
import { inviteClassTool } from './accounts/invite.ts';
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
import { openSessionTool } from './sessions/open.ts';
import { substituteTool } from './sessions/substitute.ts';
import { myTimetableTool } from './sessions/week.ts';
import type { Tool } from './tool.ts';

export interface ToolRooms {
  accounts: LinkedAccounts;
  announcements: Announcements;
  appeals: Appeals;
  attendance: Attendance;
  classes: Classes;
  codes: Codes;
  consents: Consents;
  dashboards: Dashboards;
  faces: Faces;
  figures: FiguresRoom;
  focus: Focus;
  guardians: Guardians;
  invitations: Invitations;
  leave: Leave;
  notifications: Notifications;
  people: People;
  placeRequests: PlaceRequests;
  reports: Reports;
  rollCall: RollCall;
  roomCamera: RoomCamera;
  sessions: Sessions;
  signUp: SignUp;
  timetable: TimetableRoom;
}

export function createRegistry(rooms: ToolRooms): readonly Tool[] {
  const tools = [
    checkInTool(rooms),
    checkOutTool(rooms),
    dashboardTool(rooms),
    myTimetableTool(rooms),
    myRecordTool(rooms),
    appealTool(rooms),
    joinClassTool(rooms),
    enrolTool(rooms),
    agreeTool(rooms),
    forgetTool(rooms),
    openSessionTool(rooms),
    makeCodeTool(rooms),
    presenceTool(rooms),
    rollCallTool(rooms),
    markTool(rooms),
    closeSessionTool(rooms),
    cancelSessionTool(rooms),
    substituteTool(rooms),
    requestLeaveTool(rooms),
    leaveRequestsTool(rooms),
    decideLeaveTool(rooms),
    appealsTool(rooms),
    answerAppealTool(rooms),
    announceTool(rooms),
    sheetTool(rooms),
    statisticsTool(rooms),
    absenteesTool(rooms),
    approvalsTool(rooms),
    decideApprovalTool(rooms),
    heldPhotosTool(rooms),
    settleHeldPhotoTool(rooms),
    inviteClassTool(rooms),
    focusTool(rooms),
    measureFocusTool(rooms),
    turnOnFocusTool(rooms),
    turnOffFocusTool(rooms),
    agreeToFocusTool(rooms),
    withdrawFocusTool(rooms),
    notificationsTool(rooms),
    markReadTool(rooms),
    linkAccountTool(rooms),
    unlinkAccountTool(rooms),
  ];
  return [whoAmITool(rooms, tools), ...tools];
}
