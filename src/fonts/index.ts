/** One typeface for every script, for sheets and pictures. */
export { openFontFamilies, type FontFamily, type Weight } from './font-families.ts';
export { createInitials, type DrawInitials } from './initials.ts';
export { createOutlines } from './outlines.ts';
