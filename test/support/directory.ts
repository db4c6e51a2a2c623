/** A school with a directory that writes by SCIM, for tests. */
import { expect } from 'vitest';
import { createClient, type Answer, type Client } from './client.ts';
import { startTestMuster } from './muster.ts';
import { createSmallSchool } from './school.ts';

export interface Resource {
  id: string;
  [attribute: string]: unknown;
}
export interface List {
  totalResults: number;
  startIndex: number;
  itemsPerPage: number;
  Resources: Resource[];
}

export const userUrn = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const enterpriseUrn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const groupUrn = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const patchUrn = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

export type Directory = Awaited<ReturnType<typeof startDirectory>>;

/** The service, a school, and a connection that makes students, and teachers of the group Staff. */
export async function startDirectory() {
  const muster = await startTestMuster();
  const school = await createSmallSchool(muster, 3);
  let count = 0;

  async function connect(admission: object): Promise<Client> {
    const made = await school.admin.post<{ token: string }>('/api/v2/sign-on/scim-connections', {
      name: 'Directory',
      admission,
    });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return Object.assign(createClient(muster.url), { token: made.body.token });
  }
  const directory = await connect({
    defaultRole: 'student',
    rules: [{ claim: 'groups', value: 'Staff', role: 'teacher' }],
  });
  const send = <T = Resource>(method: string, path: string, body?: unknown, client = directory): Promise<Answer<T>> =>
    client.request<T>(method, `/scim/v2${path}`, body, { 'content-type': 'application/scim+json' });
  const find = async (filter: string): Promise<Resource[]> => {
    const { status, body } = await send<List>('GET', `/Users?filter=${encodeURIComponent(filter)}`);
    expect(status).toBe(200);
    return body.Resources;
  };
  const patch = (path: string, ...Operations: object[]): Promise<Answer<Resource>> =>
    send('PATCH', path, { schemas: [patchUrn], Operations });
  const personOf = async (id: string): Promise<Record<string, unknown>> =>
    (await school.admin.get(`/api/v2/people/${id}`)).body;

  /** As Entra makes a user. */
  const entraUser = (more: object = {}) => {
    count += 1;
    const userName = `Pupil${count}@school.example`;
    return {
      schemas: [userUrn, enterpriseUrn],
      externalId: `object-${count}`,
      userName,
      active: true,
      displayName: `Pupil ${count}`,
      emails: [{ primary: true, type: 'work', value: userName }],
      name: { formatted: `Pupil ${count}`, familyName: `${count}`, givenName: 'Pupil' },
      meta: { resourceType: 'User' },
      [enterpriseUrn]: { employeeNumber: `E-${count}`, department: 'Maths' },
      ...more,
    };
  };
  const provision = async (more: object = {}): Promise<Resource> => {
    const made = await send('POST', '/Users', entraUser(more));
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body;
  };

  return {
    ...{ muster, school, directory, connect, send, find, patch, personOf, entraUser, provision },
    /** A number that no other user of this test has. */
    next: (): number => (count += 1),
  };
}
