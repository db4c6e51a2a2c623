/** The dashboard of one role, as the service has it. */
import type { Answer } from '../../api/answers.ts';
import { useApi } from '../../session/signed-in.ts';

type Dashboard = Answer<'/api/v2/me/dashboard'>;
export type DashboardOf<Role extends Dashboard['role']> = Extract<Dashboard, { role: Role }>;

/** `data` is there once it came, and is the role's. */
export function useDashboard<Role extends Dashboard['role']>(role: Role) {
  const query = useApi().useQuery('get', '/api/v2/me/dashboard');
  const data = query.data?.role === role ? (query.data as DashboardOf<Role>) : undefined;
  return { data, error: query.error as unknown, refetch: query.refetch };
}
