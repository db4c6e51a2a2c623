/** Leave: asked for, decided, and what it does to the register. */
export {
  decisionSchema,
  leaveQuerySchema,
  leaveSchema,
  leaveStatusSchema,
  newLeaveSchema,
  type LeaveView,
} from './leave.schema.ts';
export { createLeave, type Leave } from './leave.ts';
export { whoIsOnLeave } from './on-leave.ts';
