/** The focus index of a class. */
export {
  figureSchema,
  focusConsent,
  focusFrameSchema,
  focusSettingSchema,
  focusStateSchema,
  measuredSchema,
  readingSchema,
  studentFocusSchema,
  type FocusFrame,
} from './focus.schema.ts';
export { createFocus, type Focus } from './focus.ts';
export { mostFrames } from './frame-times.ts';
export { focusTask } from './measure.ts';
