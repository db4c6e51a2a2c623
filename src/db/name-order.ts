/** The one order in which lists of people are shown: by family name where it is known, else by the name. */
import { Prisma } from './generated/client.ts';

/** What people are sorted by, for a table `person p`; `name_order` is the collation that a migration made. */
export const inNameOrder = Prisma.sql`coalesce(p.family_name, p.name) COLLATE "name_order", coalesce(p.given_name, '') COLLATE "name_order", p.name COLLATE "name_order", p.id`;
