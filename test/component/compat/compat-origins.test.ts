/** Which pages may call the three older APIs: those that the operator names. */
import { describe, expect, test } from 'vitest';
import { startTestMuster } from '../../support/muster.ts';

describe('one school, three kinds of clients', () => {
  test('pages of the origins that the operator names may call them all, and no others', async () => {
    const portal = await startTestMuster({ COMPAT: 'all', CORS_ORIGINS: 'https://portal.school.example' });
    try {
      for (const path of ['/api/v1/login_student', '/api/auth/login', '/login']) {
        const asked = (origin: string) =>
          fetch(`${portal.url}${path}`, {
            method: 'OPTIONS',
            headers: { origin, 'access-control-request-method': 'POST' },
          }).then(({ headers }) => headers.get('access-control-allow-origin'));
        expect([await asked('https://portal.school.example'), await asked('https://elsewhere.example')]).toEqual([
          'https://portal.school.example',
          null,
        ]);
      }
    } finally {
      await portal.end();
    }
  });
});
