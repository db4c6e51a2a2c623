/** Provisioning by SCIM 2.0: the school's directory makes, changes and ends people, and keeps groups. */
import { type ScimConnections, createScimConnections } from './connections.ts';
import { type ScimGroups, createScimGroups } from './groups.ts';
import { type ScimUsers, createScimUsers } from './users.ts';

export { connectionSchema, newConnectionSchema, type Connection, type ScimConnections } from './connections.ts';
export { mostResults } from './page.ts';
export { ScimFault } from './scim-fault.ts';
export {
  enterpriseUrn,
  groupUrn,
  listQuerySchema,
  listSchema,
  listUrn,
  patchSchema,
  resourceSchema,
  userUrn,
} from './scim.schema.ts';

export interface Scim {
  connections: ScimConnections;
  users: ScimUsers;
  groups: ScimGroups;
}

export function createScim(
  deps: Parameters<typeof createScimConnections>[0] & Parameters<typeof createScimUsers>[0],
): Scim {
  const users = createScimUsers(deps);
  return { connections: createScimConnections(deps), users, groups: createScimGroups({ ...deps, users }) };
}
