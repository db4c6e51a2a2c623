/** Documented backends that Muster can stand in for, with the clients people already have. */
export const compatNames = ['sejal', 'attendly', 'smartpresence'] as const;
export type CompatName = (typeof compatNames)[number];
