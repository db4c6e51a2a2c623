/** One of the people, as the list has them. */
import type { paths } from '../../api/schema.d.ts';

export type Person = paths['/api/v2/people']['get']['responses'][200]['content']['application/json']['people'][number];
