/** The document of the API is valid and whole, and every address refuses the methods that it does not name. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, describe, expect, test } from 'vitest';
import { describePermission, permissionNames, reachOf } from '../../../src/security/access/permissions.ts';
import { absent, startApiDriver } from '../../support/api-driver.ts';

const { muster, document, operations, check, nextAddress } = await startApiDriver();
afterAll(() => muster.end());

const problem = operations[0]!.responses['400']!['application/problem+json']!.schema!;

describe('a method that an address does not know', () => {
  test.each([...new Set(operations.map(({ path }) => path))])('%s: is 405, with those that it knows', async (path) => {
    const methods = operations.filter((operation) => operation.path === path).map(({ method }) => method);
    const allowed = ['OPTIONS', ...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].sort().join(', ');
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter(
      (candidate) => !methods.includes(candidate),
    )) {
      const answer = await fetch(`${muster.url}${path.replace(/\{\w+\}/g, absent)}`, {
        method,
        headers: nextAddress(),
      });
      expect([method, answer.status, answer.headers.get('allow')]).toEqual([method, 405, allowed]);
      expect(check(problem, await answer.json())).toEqual([]);
    }
  });
});

describe('the document', () => {
  test('is valid OpenAPI 3.1', async () => {
    const found = await new Validator().validate(structuredClone(document));
    expect(found.errors ?? []).toEqual([]);
    expect(found.valid).toBe(true);
  });

  test('is JSON Schema 2020-12 throughout: every schema in it can be compiled as it stands', () => {
    const ajv = new Ajv2020({ strict: 'log', strictRequired: false, strictTypes: false, logger: false });
    ajv.addFormat('double', true).addVocabulary(['example', 'discriminator', 'xml', 'externalDocs']);
    (addFormats as unknown as (instance: Ajv2020) => void)(ajv);
    ajv.addSchema({ $id: 'https://muster.example/openapi', ...structuredClone(document) });
    const faults: string[] = [];
    let compiled = 0;
    const visit = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [name, part] of Object.entries(value)) {
        const at = `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
        if (name !== 'schema') {
          visit(part, at);
          continue;
        }
        compiled += 1;
        if (!ajv.validateSchema(part as object)) faults.push(`${at}: ${ajv.errorsText()}`);
        try {
          ajv.compile({ $ref: `https://muster.example/openapi#${encodeURI(at)}` });
        } catch (error) {
          faults.push(`${at}: ${String(error)}`);
        }
      }
    };
    visit(document, '');
    expect(faults).toEqual([]);
    expect(compiled).toBeGreaterThan(operations.length);
    // As it was written before, a tuple is a list of schemas where 2020-12 has one for the rest.
    expect(JSON.stringify(document)).not.toMatch(/"items":\[/);
    expect(JSON.stringify(document)).toContain('"prefixItems":[');
  });

  test("describes an answer for every operation: a schema, a file's type, 204, or where it leads", () => {
    const without = operations.filter(({ responses }) => {
      const success = Object.entries(responses).find(([status]) => /^[23]/.test(status));
      return !success || (!['204', '303'].includes(success[0]) && Object.keys(success[1]).length === 0);
    });
    expect(without.map(({ name }) => name)).toEqual([]);
  });

  test('shows the permission table that is enforced, row by row', () => {
    const { description } = (document as unknown as { info: { description: string } }).info;
    for (const permission of permissionNames)
      expect(description).toContain(
        `| \`${permission}\` | ${describePermission(permission).summary} | ${(['student', 'teacher', 'admin', 'guardian'] as const).map((role) => reachOf(role, permission) ?? '–').join(' | ')} |`,
      );
  });
});
