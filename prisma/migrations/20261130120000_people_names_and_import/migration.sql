-- Family name and given name are kept apart where they are known; those who are here keep the one name they have. Nobody
-- needs an address of their own; who has none still has a name that is not blank, and an address still is in lower case
-- and not blank, since a check that meets NULL holds.
ALTER TYPE "RecordSource" ADD VALUE 'import';

ALTER TABLE "person" ALTER COLUMN "email" DROP NOT NULL,
  ADD COLUMN "family_name" TEXT,
  ADD COLUMN "given_name" TEXT,
  ADD CONSTRAINT "person_family_name_is_not_blank" CHECK (btrim("family_name") <> ''),
  ADD CONSTRAINT "person_given_name_is_not_blank" CHECK (btrim("given_name") <> ''),
  -- Whoever runs the place has to be reached, and to get in again.
  ADD CONSTRAINT "person_admin_has_an_address" CHECK ("email" IS NOT NULL OR "role" <> 'admin');

-- One order of names, the same on every machine: the root of Unicode's collation.
CREATE COLLATION "name_order" (provider = icu, locale = 'und');

CREATE INDEX "person_in_order_idx" ON "person" ((coalesce("family_name", "name")) COLLATE "name_order", (coalesce("given_name", '')) COLLATE "name_order", "name" COLLATE "name_order", "id");

-- Every process hears of a name that changed.
DROP TRIGGER "announce" ON "person";
CREATE TRIGGER "announce" AFTER UPDATE OF "name", "family_name", "given_name", "external_id", "status" ON "person" FOR EACH ROW EXECUTE FUNCTION "announce"('person', 'id');
