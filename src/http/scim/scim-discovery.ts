/** What the service says of its own SCIM (RFC 7643, 5 to 7): what it can do, and of which attributes. */
import { enterpriseUrn, groupUrn, mostResults, userUrn } from '../../accounts/index.ts';

const metaOf = (baseUrl: string, resourceType: string, path: string) => ({
  resourceType,
  location: `${baseUrl}/scim/v2/${path}`,
});

export const providerConfig = (baseUrl: string) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: mostResults },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: false },
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'Bearer token',
      description: 'The token that an admin made for this directory.',
      primary: true,
    },
  ],
  meta: metaOf(baseUrl, 'ServiceProviderConfig', 'ServiceProviderConfig'),
});

export const resourceTypes = (baseUrl: string) =>
  [
    { id: 'User', endpoint: '/Users', schema: userUrn, schemaExtensions: [{ schema: enterpriseUrn, required: false }] },
    { id: 'Group', endpoint: '/Groups', schema: groupUrn, schemaExtensions: [] },
  ].map((type) => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    name: type.id,
    ...type,
    meta: metaOf(baseUrl, 'ResourceType', `ResourceTypes/${type.id}`),
  }));

interface Attribute {
  name: string;
  type: 'string' | 'boolean' | 'complex' | 'reference';
  multiValued: boolean;
  required: boolean;
  caseExact: boolean;
  mutability: 'readWrite' | 'readOnly' | 'immutable';
  returned: 'default' | 'always';
  uniqueness: 'none' | 'server';
  subAttributes?: Attribute[];
}

const attribute = (name: string, more: Partial<Attribute> = {}): Attribute => ({
  name,
  type: 'string',
  multiValued: false,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
  ...more,
});

export const schemas = (baseUrl: string) =>
  [
    {
      id: userUrn,
      name: 'User',
      attributes: [
        attribute('userName', { required: true, uniqueness: 'server' }),
        attribute('externalId', { caseExact: true }),
        attribute('active', { type: 'boolean' }),
        attribute('displayName'),
        attribute('name', {
          type: 'complex',
          subAttributes: ['formatted', 'givenName', 'familyName'].map((name) => attribute(name)),
        }),
        attribute('emails', {
          type: 'complex',
          multiValued: true,
          subAttributes: [attribute('value'), attribute('type'), attribute('primary', { type: 'boolean' })],
        }),
        attribute('groups', {
          type: 'complex',
          multiValued: true,
          mutability: 'readOnly',
          subAttributes: ['value', 'display'].map((name) => attribute(name, { mutability: 'readOnly' })),
        }),
      ],
    },
    { id: enterpriseUrn, name: 'EnterpriseUser', attributes: [attribute('employeeNumber', { uniqueness: 'server' })] },
    {
      id: groupUrn,
      name: 'Group',
      attributes: [
        attribute('displayName', { required: true, uniqueness: 'server' }),
        attribute('externalId', { caseExact: true }),
        attribute('members', {
          type: 'complex',
          multiValued: true,
          subAttributes: [
            attribute('value', { mutability: 'immutable' }),
            attribute('$ref', { type: 'reference', mutability: 'immutable' }),
          ],
        }),
      ],
    },
  ].map((schema) => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
    ...schema,
    description: schema.name,
    meta: metaOf(baseUrl, 'Schema', `Schemas/${schema.id}`),
  }));
