/** Stored settings, frames and readings of the focus index. */
import type { Queryable, Tx } from '../db/index.ts';
import type { FocusFrame, FocusSetting } from './focus.schema.ts';

export interface StoredSetting extends FocusSetting {
  classId: string;
  turnedOnAt: Date;
}

const settingFields = {
  classId: true,
  dpiaReference: true,
  minimumPeople: true,
  front: true,
  frontYawDeg: true,
  perStudent: true,
  turnedOnAt: true,
} as const;
const frameFields = { id: true, takenAt: true, seen: true, judged: true, figure: true, low: true, high: true } as const;

export const findSetting = (db: Queryable, classId: string): Promise<StoredSetting | null> =>
  db.focusSetting.findUnique({ where: { classId }, select: settingFields });

/** Those of these classes for which it is on. */
export const findSettings = (db: Queryable, classIds: readonly string[]): Promise<StoredSetting[]> =>
  db.focusSetting.findMany({ where: { classId: { in: [...classIds] } }, select: settingFields });

/** The same as `findSetting`; it stays as it is until the transaction ends. */
export async function holdSetting(tx: Tx, classId: string): Promise<StoredSetting | null> {
  await tx.$queryRaw`SELECT 1 FROM focus_setting WHERE class_id = ${classId}::uuid FOR SHARE`;
  return findSetting(tx, classId);
}

/** @returns whether it was off before. */
export async function saveSetting(
  tx: Tx,
  classId: string,
  setting: FocusSetting,
  turnedOn: { turnedOnById: string; turnedOnAt: Date },
): Promise<boolean> {
  const { count } = await tx.focusSetting.createMany({
    data: [{ classId, ...setting, ...turnedOn }],
    skipDuplicates: true,
  });
  if (count === 0) await tx.focusSetting.update({ where: { classId }, data: setting });
  return count === 1;
}

/** With all that hangs on it. @returns how many photos' figures went, or null when it was off. */
export async function deleteSetting(tx: Tx, classId: string): Promise<number | null> {
  const frames = await tx.focusFrame.count({ where: { classId } });
  return (await tx.focusSetting.deleteMany({ where: { classId } })).count === 1 ? frames : null;
}

/** A second photo of the same moment takes the place of the first, so that work done twice comes out the same. */
export async function replaceFrame(tx: Tx, frame: FocusFrame & { classId: string; sessionId: string }): Promise<void> {
  await tx.focusFrame.deleteMany({ where: { sessionId: frame.sessionId, takenAt: frame.takenAt } });
  await tx.focusFrame.create({ data: frame });
}

export const findFrames = (db: Queryable, sessionId: string): Promise<FocusFrame[]> =>
  db.focusFrame.findMany({ where: { sessionId }, select: frameFields, orderBy: { takenAt: 'asc' } });

export async function deleteFrame(tx: Tx, sessionId: string, id: string): Promise<boolean> {
  return (await tx.focusFrame.deleteMany({ where: { id, sessionId } })).count === 1;
}

export async function insertReadings(
  tx: Tx,
  readings: readonly { frameId: string; personId: string; sealed: Buffer<ArrayBuffer> }[],
): Promise<void> {
  await tx.focusReading.createMany({ data: [...readings] });
}

export interface StoredReading {
  frameId: string;
  personId: string;
  sealed: Uint8Array;
  frame: { sessionId: string; takenAt: Date };
}

const withFrame = { frame: { select: { sessionId: true, takenAt: true } } } as const;

export const findReadingsOfSession = (db: Queryable, sessionId: string): Promise<StoredReading[]> =>
  db.focusReading.findMany({ where: { frame: { sessionId } }, include: withFrame, orderBy: { frameId: 'asc' } });

/** Newest first. */
export const findReadingsOf = (db: Queryable, personId: string, take: number): Promise<StoredReading[]> =>
  db.focusReading.findMany({ where: { personId }, include: withFrame, orderBy: { frame: { takenAt: 'desc' } }, take });

/** @returns how many went of each. */
export async function deleteBefore(
  db: Queryable,
  before: { frames: Date; readings: Date },
): Promise<{ frames: number; readings: number }> {
  const readings = await db.focusReading.deleteMany({ where: { frame: { takenAt: { lt: before.readings } } } });
  const frames = await db.focusFrame.deleteMany({ where: { takenAt: { lt: before.frames } } });
  return { frames: frames.count, readings: readings.count };
}
