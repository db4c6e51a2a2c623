/** The registry: all tools there are, built over the rooms that main hands in. */
import type { LinkedAccounts } from '../src/access/linked-accounts.ts';
import type { Attendance } from '../src/attendance/attendance.ts';
import type { PlaceRequests } from '../src/attendance/place-requests.ts';
import type { Classes } from '../src/classes/classes.ts';
import type { Codes } from '../src/codes/codes.ts';
import type { Faces } from '../src/faces/faces.ts';
import type { Leave } from '../src/leave/leave.ts';
import type { Invitations } from '../src/notify/invitations.ts';
import type { Guardians } from '../src/people/guardians.ts';
import type { Consents } from '../src/privacy/consent.ts';
import type { Reports } from '../src/reports/reports.ts';
import type { Sessions } from '../src/sessions/sessions.ts';
import type { TimetableRoom } from '../src/timetable/timetable.ts';
import { inviteClassTool } from './access/invite.ts';
import { linkAccountTool } from './access/link.ts';
import { unlinkAccountTool } from './access/unlink.ts';
import { whoAmITool } from './access/who-am-i.ts';
import { checkInTool } from './attendance/check-in.ts';
import { markTool } from './attendance/mark.ts';
import { myRecordTool } from './attendance/my-record.ts';
import { presenceTool } from './attendance/presence.ts';
import { rollCallTool } from './attendance/roll-call.ts';
import { makeCodeTool } from './codes/make.ts';
import { agreeTool } from './faces/agree.ts';
import { enrolTool } from './faces/enrol.ts';
import { forgetTool } from './faces/forget.ts';
import { decideLeaveTool } from './leave/decide.ts';
import { leaveRequestsTool } from './leave/list.ts';
import { requestLeaveTool } from './leave/request.ts';
import { sheetTool } from './reports/sheet.ts';
import { statisticsTool } from './reports/statistics.ts';
import { cancelSessionTool } from './sessions/cancel.ts';
import { closeSessionTool } from './sessions/close.ts';
import { openSessionTool } from './sessions/open.ts';
import { myTimetableTool } from './sessions/week.ts';
import type { Tool } from './tool.ts';

export interface ToolRooms {
  accounts: LinkedAccounts;
  attendance: Attendance;
  classes: Classes;
  codes: Codes;
  consents: Consents;
  faces: Faces;
  guardians: Guardians;
  invitations: Invitations;
  leave: Leave;
  placeRequests: PlaceRequests;
  reports: Reports;
  sessions: Sessions;
  timetable: TimetableRoom;
}

export function createRegistry(rooms: ToolRooms): readonly Tool[] {
  const tools = [
    checkInTool(rooms), myTimetableTool(rooms), myRecordTool(rooms), enrolTool(rooms), agreeTool(rooms), forgetTool(rooms),
    openSessionTool(rooms), makeCodeTool(rooms), presenceTool(rooms), rollCallTool(rooms), markTool(rooms), closeSessionTool(rooms), cancelSessionTool(rooms),
    requestLeaveTool(rooms), leaveRequestsTool(rooms), decideLeaveTool(rooms),
    sheetTool(rooms), statisticsTool(rooms), inviteClassTool(rooms), linkAccountTool(rooms), unlinkAccountTool(rooms),
  ];
  return [whoAmITool(rooms, tools), ...tools];
}
