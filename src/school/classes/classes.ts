/** Classes: course groups with a roster, teachers and an attendance policy. */
import type { Throttle } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Changes, Database } from '../../db/index.ts';
import type { Geofence } from '../places/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { createFinding } from './finding.ts';
import { createJoining } from './joining.ts';
import { createMaking } from './making.ts';
import { createOwnClasses } from './own-classes.ts';
import { createRosters } from './rosters.ts';
import { createSettingUp } from './setting-up.ts';

export type Classes = ReturnType<typeof createClasses>;

export function createClasses(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  geofence: Geofence;
  changes: Changes;
  throttle: Throttle;
}) {
  const finding = createFinding(deps);
  const { forgetRoster, ...rosters } = createRosters({ ...deps, get: finding.get });
  return {
    ...createJoining({ ...deps, forgetRoster }),
    ...createOwnClasses(deps),
    ...createSettingUp({ ...deps, get: finding.get }),
    ...createMaking(deps),
    ...finding,
    ...rosters,
  };
}
