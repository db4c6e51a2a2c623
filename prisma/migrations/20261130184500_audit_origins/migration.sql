-- AlterTable
ALTER TABLE "audit_entry" ADD COLUMN     "origin" BYTEA;

-- CreateIndex
CREATE INDEX "audit_entry_subject_id_id_idx" ON "audit_entry"("subject_id", "id");

-- CreateIndex
CREATE INDEX "audit_entry_actor_id_id_idx" ON "audit_entry"("actor_id", "id");

-- CreateIndex
CREATE INDEX "audit_entry_action_id_idx" ON "audit_entry"("action", "id");
-- AlterTable
ALTER TABLE "audit_entry" ADD COLUMN     "about" UUID[];

-- CreateIndex
CREATE INDEX "audit_entry_about_idx" ON "audit_entry" USING GIN ("about");

-- Whom the entries name that are there already. Nothing that the chain covers is touched.
ALTER TABLE "audit_entry" DISABLE TRIGGER "append_only";
UPDATE "audit_entry" e SET "about" = named.people
FROM (
  SELECT id, array_agg(DISTINCT person::uuid) AS people FROM (
    SELECT id, subject_id AS person FROM "audit_entry" WHERE subject_type = 'person'
    UNION SELECT id, sealed_by::text FROM "audit_entry" WHERE sealed_by IS NOT NULL
    UNION SELECT id, value #>> '{}' FROM "audit_entry", jsonb_path_query(facts, 'strict $.**.personId') AS value
    UNION SELECT id, value #>> '{}' FROM "audit_entry", jsonb_path_query(facts, 'lax $.personIds[*]') AS value
    UNION SELECT id, value #>> '{}' FROM "audit_entry", jsonb_path_query(facts, 'strict $.**.guardianId') AS value
  ) found WHERE person ~ '^[0-9a-f-]{36}$' GROUP BY id
) named WHERE named.id = e.id;
ALTER TABLE "audit_entry" ENABLE TRIGGER "append_only";
-- CreateTable
CREATE TABLE "audit_forwarded" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "seq" BIGINT NOT NULL,

    CONSTRAINT "audit_forwarded_pkey" PRIMARY KEY ("id")
);

-- One row, which processes hold while they send.
ALTER TABLE "audit_forwarded" ADD CONSTRAINT "audit_forwarded_one" CHECK ("id" = 1);
INSERT INTO "audit_forwarded" ("id", "seq") VALUES (1, 0);
