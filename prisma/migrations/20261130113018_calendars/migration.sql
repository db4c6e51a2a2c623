-- AlterTable
ALTER TABLE "session"
ADD COLUMN     "revised_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "revision" INTEGER NOT NULL DEFAULT 0;
UPDATE "session" SET "revised_at" = "created_at";

-- CreateTable
CREATE TABLE "imported_event" (
    "session_id" UUID NOT NULL,
    "class_id" UUID NOT NULL,
    "calendar" TEXT NOT NULL,
    "uid" TEXT NOT NULL,
    "recurrence" TEXT NOT NULL,
    "series_start" TEXT,
    "title" TEXT,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "is_cancelled" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "imported_event_pkey" PRIMARY KEY ("session_id")
);

-- CreateTable
CREATE TABLE "calendar_subscription" (
    "id" UUID NOT NULL,
    "class_id" UUID NOT NULL,
    "address" BYTEA NOT NULL,
    "address_hash" BYTEA NOT NULL,
    "cancel_vanished" BOOLEAN NOT NULL DEFAULT false,
    "made_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "etag" TEXT,
    "last_modified" TEXT,
    "body_hash" BYTEA,
    "next_at" TIMESTAMPTZ(3) NOT NULL,
    "tried_at" TIMESTAMPTZ(3),
    "taken_at" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "fault" TEXT,
    "outcome" JSONB,

    CONSTRAINT "calendar_subscription_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "imported_event_class_id_uid_recurrence_key" ON "imported_event"("class_id", "uid", "recurrence");

-- CreateIndex
CREATE INDEX "calendar_subscription_next_at_idx" ON "calendar_subscription"("next_at");

-- CreateIndex
CREATE UNIQUE INDEX "calendar_subscription_class_id_address_hash_key" ON "calendar_subscription"("class_id", "address_hash");

-- AddForeignKey
ALTER TABLE "imported_event" ADD CONSTRAINT "imported_event_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "imported_event" ADD CONSTRAINT "imported_event_class_id_fkey" FOREIGN KEY ("class_id") REFERENCES "class"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "calendar_subscription" ADD CONSTRAINT "calendar_subscription_class_id_fkey" FOREIGN KEY ("class_id") REFERENCES "class"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "calendar_subscription" ADD CONSTRAINT "calendar_subscription_made_by_id_fkey" FOREIGN KEY ("made_by_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What was imported so far: its name was "UID/local start", for single events as well. A cancelled one counts as
-- cancelled here, as it did.
INSERT INTO "imported_event" ("session_id", "class_id", "calendar", "uid", "recurrence", "title", "starts_at", "ends_at")
SELECT "id", "class_id", '', regexp_replace("calendar_uid", '/[^/]*$', ''), substring("calendar_uid" from '[^/]*$'), "title", "starts_at", "ends_at"
FROM "session" WHERE "calendar_uid" IS NOT NULL;

DROP INDEX "session_class_id_calendar_uid_key";
ALTER TABLE "session" DROP COLUMN "calendar_uid";

ALTER TABLE "calendar_subscription" ADD CONSTRAINT "calendar_subscription_failures_not_negative" CHECK ("failures" >= 0);

-- What calendars show of a session has a revision, by which their programs see that it changed.
CREATE FUNCTION "revise_session"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."revision" := OLD."revision" + 1;
  NEW."revised_at" := now();
  RETURN NEW;
END $$;

-- By text: further statuses may mean that a session does not take place.
CREATE TRIGGER "revise" BEFORE UPDATE ON "session" FOR EACH ROW
  WHEN ((OLD."title", OLD."starts_at", OLD."ends_at", OLD."place_id", OLD."status"::text IN ('cancelled', 'voided'))
    IS DISTINCT FROM (NEW."title", NEW."starts_at", NEW."ends_at", NEW."place_id", NEW."status"::text IN ('cancelled', 'voided')))
  EXECUTE FUNCTION "revise_session"();

CREATE FUNCTION "revise_sessions_of_class"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "session" SET "revision" = "revision" + 1, "revised_at" = now()
  WHERE "class_id" = NEW."id" AND "starts_at" > now() - interval '31 days';
  RETURN NULL;
END $$;

CREATE TRIGGER "revise_sessions" AFTER UPDATE ON "class" FOR EACH ROW
  WHEN ((OLD."code", OLD."title", OLD."place_id") IS DISTINCT FROM (NEW."code", NEW."title", NEW."place_id"))
  EXECUTE FUNCTION "revise_sessions_of_class"();
