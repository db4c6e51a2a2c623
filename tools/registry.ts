/** The registry: all tools there are, built over the rooms that main hands in. */
import type { LinkedAccounts } from '../src/access/linked-accounts.ts';
import type { SignUp } from '../src/access/sign-up.ts';
import type { Appeals } from '../src/appeals/appeals.ts';
import type { Attendance } from '../src/attendance/attendance.ts';
import type { PlaceRequests } from '../src/attendance/place-requests.ts';
import type { Classes } from '../src/classes/classes.ts';
import type { Codes } from '../src/codes/codes.ts';
import type { Faces } from '../src/faces/faces.ts';
import type { Dashboards } from '../src/figures/dashboards.ts';
import type { FiguresRoom } from '../src/figures/figures.ts';
import type { Leave } from '../src/leave/leave.ts';
import type { Announcements } from '../src/notify/announce.ts';
import type { Invitations } from '../src/notify/invitations.ts';
import type { Notifications } from '../src/notify/notifications.ts';
import type { Guardians } from '../src/people/guardians.ts';
import type { People } from '../src/people/people.ts';
import type { Consents } from '../src/privacy/consent.ts';
import type { Reports } from '../src/reports/reports.ts';
import type { RollCall } from '../src/roll-call/roll-call.ts';
import type { RoomCamera } from '../src/roll-call/room-camera.ts';
import type { Sessions } from '../src/sessions/sessions.ts';
import type { TimetableRoom } from '../src/timetable/timetable.ts';
import { approvalsTool } from './access/approvals.ts';
import { decideApprovalTool } from './access/decide-approval.ts';
import { inviteClassTool } from './access/invite.ts';
import { linkAccountTool } from './access/link.ts';
import { unlinkAccountTool } from './access/unlink.ts';
import { whoAmITool } from './access/who-am-i.ts';
import { answerAppealTool } from './appeals/answer.ts';
import { appealTool } from './appeals/appeal.ts';
import { appealsTool } from './appeals/list.ts';
import { absenteesTool } from './attendance/absentees.ts';
import { checkInTool } from './attendance/check-in.ts';
import { checkOutTool } from './attendance/check-out.ts';
import { markTool } from './attendance/mark.ts';
import { myRecordTool } from './attendance/my-record.ts';
import { presenceTool } from './attendance/presence.ts';
import { rollCallTool } from './attendance/roll-call.ts';
import { joinClassTool } from './classes/join.ts';
import { makeCodeTool } from './codes/make.ts';
import { agreeTool } from './faces/agree.ts';
import { enrolTool } from './faces/enrol.ts';
import { forgetTool } from './faces/forget.ts';
import { dashboardTool } from './figures/dashboard.ts';
import { decideLeaveTool } from './leave/decide.ts';
import { leaveRequestsTool } from './leave/list.ts';
import { requestLeaveTool } from './leave/request.ts';
import { announceTool } from './notify/announce.ts';
import { markReadTool } from './notify/mark-read.ts';
import { notificationsTool } from './notify/read.ts';
import { sheetTool } from './reports/sheet.ts';
import { statisticsTool } from './reports/statistics.ts';
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
    checkInTool(rooms), checkOutTool(rooms), dashboardTool(rooms), myTimetableTool(rooms), myRecordTool(rooms), appealTool(rooms), joinClassTool(rooms), enrolTool(rooms), agreeTool(rooms), forgetTool(rooms),
    openSessionTool(rooms), makeCodeTool(rooms), presenceTool(rooms), rollCallTool(rooms), markTool(rooms), closeSessionTool(rooms), cancelSessionTool(rooms), substituteTool(rooms),
    requestLeaveTool(rooms), leaveRequestsTool(rooms), decideLeaveTool(rooms), appealsTool(rooms), answerAppealTool(rooms), announceTool(rooms),
    sheetTool(rooms), statisticsTool(rooms), absenteesTool(rooms), approvalsTool(rooms), decideApprovalTool(rooms), inviteClassTool(rooms),
    notificationsTool(rooms), markReadTool(rooms), linkAccountTool(rooms), unlinkAccountTool(rooms),
  ];
  return [whoAmITool(rooms, tools), ...tools];
}
