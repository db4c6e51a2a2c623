-- CreateEnum
CREATE TYPE "SignUpPolicy" AS ENUM ('closed', 'approval', 'open');

-- CreateEnum
CREATE TYPE "PlaceKind" AS ENUM ('campus', 'building', 'room');

-- CreateEnum
CREATE TYPE "JoinPolicy" AS ENUM ('closed', 'code', 'open');

-- CreateEnum
CREATE TYPE "FlagKind" AS ENUM ('device', 'photo');

-- CreateEnum
CREATE TYPE "AppealStatus" AS ENUM ('open', 'accepted', 'declined', 'withdrawn');

-- CreateEnum
CREATE TYPE "LeaveStatus" AS ENUM ('pending', 'approved', 'rejected', 'withdrawn');

-- CreateEnum
CREATE TYPE "TaskStatus" AS ENUM ('waiting', 'running', 'done', 'failed');

-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "RecordSource" ADD VALUE 'leave';
ALTER TYPE "RecordSource" ADD VALUE 'appeal';
ALTER TYPE "RecordSource" ADD VALUE 'merge';

-- DropIndex
DROP INDEX "attendance_record_person_id_idx";

-- AlterTable
ALTER TABLE "institution" ADD COLUMN     "face_sign_in" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "sign_up" "SignUpPolicy" NOT NULL DEFAULT 'approval';

-- AlterTable
ALTER TABLE "person" ADD COLUMN     "merged_into_id" UUID,
ADD COLUMN     "profile" BYTEA;

-- AlterTable
ALTER TABLE "class" ADD COLUMN     "check_in_ways" TEXT[] DEFAULT ARRAY['selfie', 'code', 'qr', 'card']::TEXT[],
ADD COLUMN     "early_leave_minutes" INTEGER NOT NULL DEFAULT 10,
ADD COLUMN     "join_code" TEXT,
ADD COLUMN     "join_policy" "JoinPolicy" NOT NULL DEFAULT 'closed',
ADD COLUMN     "own_statuses" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "place_id" UUID;
-- What a class asked for stays what it asks for; only those who took either also take the new methods.
UPDATE "class" SET "check_in_ways" = CASE "check_in_methods"
  WHEN 'selfie' THEN ARRAY['selfie'] WHEN 'code' THEN ARRAY['code'] WHEN 'selfie_and_code' THEN ARRAY['selfie+code'] ELSE "check_in_ways" END;
ALTER TABLE "class" DROP COLUMN "check_in_methods", ALTER COLUMN "check_in_ways" SET NOT NULL;

-- AlterTable
ALTER TABLE "session" ADD COLUMN     "calendar_uid" TEXT,
ADD COLUMN     "merged_into_id" UUID,
ADD COLUMN     "place_id" UUID,
ADD COLUMN     "timetable_day" DATE,
ADD COLUMN     "timetable_id" UUID;

-- AlterTable
ALTER TABLE "attendance_record" ADD COLUMN     "own_status" TEXT;

-- AlterTable
ALTER TABLE "record_change" ADD COLUMN     "own_status" TEXT;

-- AlterTable
ALTER TABLE "check_in" ADD COLUMN     "device_hash" BYTEA,
ADD COLUMN     "photo_hash" BYTEA,
ADD COLUMN     "position" BYTEA;

-- DropEnum
DROP TYPE "CheckInMethods";

-- CreateTable
CREATE TABLE "holiday" (
    "id" UUID NOT NULL,
    "campus_id" UUID,
    "name" TEXT NOT NULL,
    "first_day" DATE NOT NULL,
    "last_day" DATE NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "holiday_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "place" (
    "id" UUID NOT NULL,
    "campus_id" UUID NOT NULL,
    "parent_id" UUID,
    "kind" "PlaceKind" NOT NULL,
    "name" TEXT NOT NULL,
    "polygon" JSONB,
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "radius_m" DOUBLE PRECISION,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "place_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "address_answer" (
    "query_hash" BYTEA NOT NULL,
    "answer" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "address_answer_pkey" PRIMARY KEY ("query_hash")
);

-- CreateTable
CREATE TABLE "guardianship" (
    "id" UUID NOT NULL,
    "guardian_id" UUID NOT NULL,
    "student_id" UUID NOT NULL,
    "relation" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "guardianship_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "scopes" TEXT[],
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reader" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "place_id" UUID,
    "secret" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "reader_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "card" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "card_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "card_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reader_event" (
    "reader_id" UUID NOT NULL,
    "event_id" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "check_in_id" UUID,
    "outcome" TEXT NOT NULL,

    CONSTRAINT "reader_event_pkey" PRIMARY KEY ("reader_id","event_id")
);

-- CreateTable
CREATE TABLE "timetable" (
    "id" UUID NOT NULL,
    "class_id" UUID NOT NULL,
    "title" TEXT,
    "rule" TEXT NOT NULL,
    "first_day" DATE NOT NULL,
    "starts_at" TEXT NOT NULL,
    "duration_minutes" INTEGER NOT NULL,
    "except_days" DATE[],
    "place_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "timetable_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "calendar_feed" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "calendar_feed_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session_substitute" (
    "session_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "session_substitute_pkey" PRIMARY KEY ("session_id","person_id")
);

-- CreateTable
CREATE TABLE "check_out" (
    "id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "left_early_minutes" INTEGER NOT NULL,

    CONSTRAINT "check_out_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "review_flag" (
    "id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "kind" "FlagKind" NOT NULL,
    "subject_hash" BYTEA NOT NULL,
    "person_ids" UUID[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "resolved_at" TIMESTAMPTZ(3),
    "resolved_by_id" UUID,

    CONSTRAINT "review_flag_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "place_request" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "channel" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "photo_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "place_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "appeal" (
    "id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "student_id" UUID NOT NULL,
    "wanted" "AttendanceStatus" NOT NULL,
    "text" BYTEA NOT NULL,
    "answer" BYTEA,
    "status" "AppealStatus" NOT NULL DEFAULT 'open',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "answered_at" TIMESTAMPTZ(3),
    "answered_by_id" UUID,

    CONSTRAINT "appeal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session_tally" (
    "session_id" UUID NOT NULL,
    "present" INTEGER NOT NULL,
    "late" INTEGER NOT NULL,
    "absent" INTEGER NOT NULL,
    "excused" INTEGER NOT NULL,

    CONSTRAINT "session_tally_pkey" PRIMARY KEY ("session_id")
);

-- CreateTable
CREATE TABLE "student_tally" (
    "class_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "present" INTEGER NOT NULL DEFAULT 0,
    "late" INTEGER NOT NULL DEFAULT 0,
    "absent" INTEGER NOT NULL DEFAULT 0,
    "excused" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "student_tally_pkey" PRIMARY KEY ("class_id","person_id")
);

-- CreateTable
CREATE TABLE "leave_request" (
    "id" UUID NOT NULL,
    "student_id" UUID NOT NULL,
    "asked_by_id" UUID NOT NULL,
    "class_id" UUID,
    "starts_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3),
    "reason" BYTEA NOT NULL,
    "comment" BYTEA,
    "status" "LeaveStatus" NOT NULL DEFAULT 'pending',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by_id" UUID,

    CONSTRAINT "leave_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "leave_session" (
    "leave_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,

    CONSTRAINT "leave_session_pkey" PRIMARY KEY ("leave_id","session_id")
);

-- CreateTable
CREATE TABLE "leave_evidence" (
    "file_id" UUID NOT NULL,
    "leave_id" UUID NOT NULL,

    CONSTRAINT "leave_evidence_pkey" PRIMARY KEY ("file_id")
);

-- CreateTable
CREATE TABLE "notification" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "cause_key" TEXT,
    "sealed" BYTEA NOT NULL,
    "subject_type" TEXT,
    "subject_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "read_at" TIMESTAMPTZ(3),
    "hidden_at" TIMESTAMPTZ(3),

    CONSTRAINT "notification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "task" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "input" BYTEA,
    "result" BYTEA,
    "file_id" UUID,
    "status" "TaskStatus" NOT NULL DEFAULT 'waiting',
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,
    "error_code" TEXT,
    "worker_no" INTEGER,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "not_before" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "task_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "holiday_last_day_idx" ON "holiday"("last_day");

-- CreateIndex
CREATE UNIQUE INDEX "place_campus_id_name_key" ON "place"("campus_id", "name");

-- CreateIndex
CREATE INDEX "address_answer_created_at_idx" ON "address_answer"("created_at");

-- CreateIndex
CREATE INDEX "guardianship_guardian_id_idx" ON "guardianship"("guardian_id");

-- CreateIndex
CREATE INDEX "guardianship_student_id_idx" ON "guardianship"("student_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_token_hash_key" ON "api_key"("token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "reader_name_key" ON "reader"("name");

-- CreateIndex
CREATE INDEX "card_person_id_idx" ON "card"("person_id");

-- CreateIndex
CREATE INDEX "timetable_class_id_idx" ON "timetable"("class_id");

-- CreateIndex
CREATE UNIQUE INDEX "calendar_feed_token_hash_key" ON "calendar_feed"("token_hash");

-- CreateIndex
CREATE INDEX "calendar_feed_person_id_idx" ON "calendar_feed"("person_id");

-- CreateIndex
CREATE INDEX "session_substitute_person_id_idx" ON "session_substitute"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "check_out_session_id_person_id_key" ON "check_out"("session_id", "person_id");

-- CreateIndex
CREATE UNIQUE INDEX "review_flag_session_id_kind_subject_hash_key" ON "review_flag"("session_id", "kind", "subject_hash");

-- CreateIndex
CREATE UNIQUE INDEX "place_request_token_hash_key" ON "place_request"("token_hash");

-- CreateIndex
CREATE INDEX "appeal_session_id_idx" ON "appeal"("session_id");

-- CreateIndex
CREATE INDEX "appeal_student_id_idx" ON "appeal"("student_id");

-- CreateIndex
CREATE INDEX "student_tally_person_id_idx" ON "student_tally"("person_id");

-- CreateIndex
CREATE INDEX "leave_request_student_id_status_idx" ON "leave_request"("student_id", "status");

-- CreateIndex
CREATE INDEX "leave_request_class_id_status_idx" ON "leave_request"("class_id", "status");

-- CreateIndex
CREATE INDEX "leave_session_session_id_idx" ON "leave_session"("session_id");

-- CreateIndex
CREATE INDEX "leave_evidence_leave_id_idx" ON "leave_evidence"("leave_id");

-- CreateIndex
CREATE INDEX "notification_person_id_id_idx" ON "notification"("person_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "notification_person_id_cause_key_key" ON "notification"("person_id", "cause_key");

-- CreateIndex
CREATE INDEX "task_person_id_id_idx" ON "task"("person_id", "id");

-- CreateIndex
CREATE INDEX "task_created_at_idx" ON "task"("created_at");

-- CreateIndex
CREATE INDEX "person_name_idx" ON "person"("name");

-- CreateIndex
CREATE UNIQUE INDEX "class_join_code_key" ON "class"("join_code");

-- CreateIndex
CREATE INDEX "class_status_code_idx" ON "class"("status", "code");

-- CreateIndex
CREATE INDEX "session_starts_at_idx" ON "session"("starts_at");

-- CreateIndex
CREATE UNIQUE INDEX "session_timetable_id_timetable_day_key" ON "session"("timetable_id", "timetable_day");

-- CreateIndex
CREATE UNIQUE INDEX "session_class_id_calendar_uid_key" ON "session"("class_id", "calendar_uid");

-- CreateIndex
CREATE INDEX "attendance_record_person_id_session_id_idx" ON "attendance_record"("person_id", "session_id");

-- CreateIndex
CREATE INDEX "check_in_session_id_device_hash_idx" ON "check_in"("session_id", "device_hash");

-- CreateIndex
CREATE INDEX "check_in_session_id_photo_hash_idx" ON "check_in"("session_id", "photo_hash");

-- AddForeignKey
ALTER TABLE "holiday" ADD CONSTRAINT "holiday_campus_id_fkey" FOREIGN KEY ("campus_id") REFERENCES "campus"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "place" ADD CONSTRAINT "place_campus_id_fkey" FOREIGN KEY ("campus_id") REFERENCES "campus"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "place" ADD CONSTRAINT "place_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "place"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "guardianship" ADD CONSTRAINT "guardianship_guardian_id_fkey" FOREIGN KEY ("guardian_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "guardianship" ADD CONSTRAINT "guardianship_student_id_fkey" FOREIGN KEY ("student_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reader" ADD CONSTRAINT "reader_place_id_fkey" FOREIGN KEY ("place_id") REFERENCES "place"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "card" ADD CONSTRAINT "card_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reader_event" ADD CONSTRAINT "reader_event_reader_id_fkey" FOREIGN KEY ("reader_id") REFERENCES "reader"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "class" ADD CONSTRAINT "class_place_id_fkey" FOREIGN KEY ("place_id") REFERENCES "place"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "timetable" ADD CONSTRAINT "timetable_class_id_fkey" FOREIGN KEY ("class_id") REFERENCES "class"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "calendar_feed" ADD CONSTRAINT "calendar_feed_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_place_id_fkey" FOREIGN KEY ("place_id") REFERENCES "place"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_timetable_id_fkey" FOREIGN KEY ("timetable_id") REFERENCES "timetable"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session_substitute" ADD CONSTRAINT "session_substitute_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session_substitute" ADD CONSTRAINT "session_substitute_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "check_out" ADD CONSTRAINT "check_out_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review_flag" ADD CONSTRAINT "review_flag_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "place_request" ADD CONSTRAINT "place_request_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "appeal" ADD CONSTRAINT "appeal_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "appeal" ADD CONSTRAINT "appeal_student_id_fkey" FOREIGN KEY ("student_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session_tally" ADD CONSTRAINT "session_tally_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "student_tally" ADD CONSTRAINT "student_tally_class_id_fkey" FOREIGN KEY ("class_id") REFERENCES "class"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "student_tally" ADD CONSTRAINT "student_tally_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "leave_request" ADD CONSTRAINT "leave_request_student_id_fkey" FOREIGN KEY ("student_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "leave_request" ADD CONSTRAINT "leave_request_class_id_fkey" FOREIGN KEY ("class_id") REFERENCES "class"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "leave_session" ADD CONSTRAINT "leave_session_leave_id_fkey" FOREIGN KEY ("leave_id") REFERENCES "leave_request"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "leave_session" ADD CONSTRAINT "leave_session_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "leave_evidence" ADD CONSTRAINT "leave_evidence_leave_id_fkey" FOREIGN KEY ("leave_id") REFERENCES "leave_request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "leave_evidence" ADD CONSTRAINT "leave_evidence_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "stored_file"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notification" ADD CONSTRAINT "notification_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "task" ADD CONSTRAINT "task_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ── What Prisma cannot say ─────────────────────────────────────────────────────────────────────────────────────────

ALTER TABLE "holiday" ADD CONSTRAINT "holiday_runs_forward" CHECK ("last_day" >= "first_day");

ALTER TABLE "place"
  ADD CONSTRAINT "place_is_circle_or_polygon" CHECK (
    ("polygon" IS NOT NULL AND "latitude" IS NULL AND "longitude" IS NULL AND "radius_m" IS NULL)
    OR ("polygon" IS NULL AND "latitude" BETWEEN -90 AND 90 AND "longitude" BETWEEN -180 AND 180 AND "radius_m" BETWEEN 1 AND 100000)
  );

ALTER TABLE "person" ADD CONSTRAINT "person_merged_is_closed" CHECK ("merged_into_id" IS NULL OR "status" = 'deactivated');

ALTER TABLE "guardianship" ADD CONSTRAINT "guardianship_is_of_another" CHECK ("guardian_id" <> "student_id");
CREATE UNIQUE INDEX "guardianship_one_standing" ON "guardianship" ("guardian_id", "student_id") WHERE "ended_at" IS NULL;

CREATE UNIQUE INDEX "card_one_owner" ON "card" ("card_hash") WHERE "revoked_at" IS NULL;

ALTER TABLE "class"
  ADD CONSTRAINT "class_early_leave_minutes_in_range" CHECK ("early_leave_minutes" BETWEEN 0 AND 600),
  ADD CONSTRAINT "class_join_code_is_there" CHECK ("join_policy" = 'closed' OR "join_code" IS NOT NULL);

ALTER TABLE "timetable"
  ADD CONSTRAINT "timetable_starts_at_is_a_time" CHECK ("starts_at" ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  ADD CONSTRAINT "timetable_duration_in_range" CHECK ("duration_minutes" BETWEEN 1 AND 1440);

CREATE UNIQUE INDEX "calendar_feed_one_standing" ON "calendar_feed" ("person_id") WHERE "revoked_at" IS NULL;

ALTER TABLE "session" ADD CONSTRAINT "session_merged_is_cancelled" CHECK ("merged_into_id" IS NULL OR "status" = 'cancelled');

CREATE UNIQUE INDEX "appeal_one_open" ON "appeal" ("session_id", "student_id") WHERE "status" = 'open';
ALTER TABLE "appeal" ADD CONSTRAINT "appeal_knows_when_answered" CHECK (("status" = 'open') = ("answered_at" IS NULL));

ALTER TABLE "leave_request"
  ADD CONSTRAINT "leave_request_days_are_whole" CHECK (("starts_at" IS NULL) = ("ends_at" IS NULL) AND ("ends_at" IS NULL OR "ends_at" > "starts_at")),
  ADD CONSTRAINT "leave_request_knows_when_decided" CHECK ("status" IN ('pending', 'withdrawn') OR "decided_at" IS NOT NULL);

-- What somebody left is evidence like a check-in.
CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "check_out"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_history"();

CREATE INDEX "task_waiting" ON "task" ("id") WHERE "status" IN ('waiting', 'running');
CREATE INDEX "notification_unread" ON "notification" ("person_id") WHERE "read_at" IS NULL AND "hidden_at" IS NULL;

-- ── Tallies ────────────────────────────────────────────────────────────────────────────────────────────────────────

-- Adds (sign 1) or takes away (sign -1) what the records of a session say, in one order of students for everybody.
CREATE FUNCTION "tally_students"("of_session" uuid, "of_class" uuid, "sign" integer) RETURNS void LANGUAGE sql AS $$
  INSERT INTO "student_tally" AS t ("class_id", "person_id", "present", "late", "absent", "excused")
  SELECT "of_class", r."person_id",
    "sign" * (r."status" = 'present')::int, "sign" * (r."status" = 'late')::int, "sign" * (r."status" = 'absent')::int, "sign" * (r."status" = 'excused')::int
  FROM "attendance_record" r WHERE r."session_id" = "of_session" AND r."status" IS NOT NULL
  ORDER BY r."person_id"
  ON CONFLICT ("class_id", "person_id") DO UPDATE SET
    "present" = t."present" + EXCLUDED."present", "late" = t."late" + EXCLUDED."late",
    "absent" = t."absent" + EXCLUDED."absent", "excused" = t."excused" + EXCLUDED."excused"
$$;

CREATE FUNCTION "tally_session"("of_session" uuid) RETURNS void LANGUAGE sql AS $$
  INSERT INTO "session_tally" ("session_id", "present", "late", "absent", "excused")
  SELECT "of_session", count(*) FILTER (WHERE "status" = 'present'), count(*) FILTER (WHERE "status" = 'late'),
    count(*) FILTER (WHERE "status" = 'absent'), count(*) FILTER (WHERE "status" = 'excused')
  FROM "attendance_record" WHERE "session_id" = "of_session"
$$;

CREATE FUNCTION "tally_closing"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."status" = 'closed' AND (TG_OP = 'INSERT' OR OLD."status" <> 'closed') THEN
    PERFORM "tally_session"(NEW."id");
    PERFORM "tally_students"(NEW."id", NEW."class_id", 1);
  ELSIF TG_OP = 'UPDATE' AND OLD."status" = 'closed' AND NEW."status" <> 'closed' THEN
    DELETE FROM "session_tally" WHERE "session_id" = NEW."id";
    PERFORM "tally_students"(NEW."id", NEW."class_id", -1);
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "tally" AFTER INSERT OR UPDATE OF "status" ON "session" FOR EACH ROW EXECUTE FUNCTION "tally_closing"();

-- A correction of a session that is closed: writers hold the session (FOR SHARE), so it cannot close in between.
CREATE FUNCTION "tally_correction"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  "was" "AttendanceStatus" := CASE WHEN TG_OP = 'UPDATE' THEN OLD."status" END;
  "now" "AttendanceStatus" := NEW."status";
  "in_class" uuid;
BEGIN
  IF "was" IS NOT DISTINCT FROM "now" THEN RETURN NULL; END IF;
  SELECT s."class_id" INTO "in_class" FROM "session" s WHERE s."id" = NEW."session_id" AND s."status" = 'closed';
  IF "in_class" IS NULL THEN RETURN NULL; END IF;
  UPDATE "session_tally" SET
    "present" = "present" + coalesce(("now" = 'present')::int, 0) - coalesce(("was" = 'present')::int, 0),
    "late" = "late" + coalesce(("now" = 'late')::int, 0) - coalesce(("was" = 'late')::int, 0),
    "absent" = "absent" + coalesce(("now" = 'absent')::int, 0) - coalesce(("was" = 'absent')::int, 0),
    "excused" = "excused" + coalesce(("now" = 'excused')::int, 0) - coalesce(("was" = 'excused')::int, 0)
  WHERE "session_id" = NEW."session_id";
  INSERT INTO "student_tally" AS t ("class_id", "person_id", "present", "late", "absent", "excused")
  VALUES ("in_class", NEW."person_id",
    coalesce(("now" = 'present')::int, 0) - coalesce(("was" = 'present')::int, 0), coalesce(("now" = 'late')::int, 0) - coalesce(("was" = 'late')::int, 0),
    coalesce(("now" = 'absent')::int, 0) - coalesce(("was" = 'absent')::int, 0), coalesce(("now" = 'excused')::int, 0) - coalesce(("was" = 'excused')::int, 0))
  ON CONFLICT ("class_id", "person_id") DO UPDATE SET
    "present" = t."present" + EXCLUDED."present", "late" = t."late" + EXCLUDED."late",
    "absent" = t."absent" + EXCLUDED."absent", "excused" = t."excused" + EXCLUDED."excused";
  RETURN NULL;
END $$;

CREATE TRIGGER "tally" AFTER INSERT OR UPDATE OF "status" ON "attendance_record" FOR EACH ROW EXECUTE FUNCTION "tally_correction"();

-- What is there already.
SELECT "tally_session"("id"), "tally_students"("id", "class_id", 1) FROM "session" WHERE "status" = 'closed';

-- ── Who listens hears of it (src/db/changes.ts) ────────────────────────────────────────────────────────────────────

-- Arguments: the topic and the column that names its subject. Sent when the transaction commits, once a subject.
CREATE FUNCTION "announce"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('muster', TG_ARGV[0] || ':' || (to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END) ->> TG_ARGV[1]));
  RETURN NULL;
END $$;

CREATE TRIGGER "announce" AFTER INSERT OR UPDATE ON "attendance_record" FOR EACH ROW EXECUTE FUNCTION "announce"('session', 'session_id');
CREATE TRIGGER "announce" AFTER INSERT ON "check_out" FOR EACH ROW EXECUTE FUNCTION "announce"('session', 'session_id');
CREATE TRIGGER "announce" AFTER UPDATE ON "session" FOR EACH ROW EXECUTE FUNCTION "announce"('session', 'id');
CREATE TRIGGER "announce" AFTER INSERT OR UPDATE ON "notification" FOR EACH ROW EXECUTE FUNCTION "announce"('notifications', 'person_id');
CREATE TRIGGER "announce" AFTER INSERT OR UPDATE ON "task" FOR EACH ROW EXECUTE FUNCTION "announce"('task', 'id');
CREATE TRIGGER "announce" AFTER INSERT OR UPDATE OR DELETE ON "enrolment" FOR EACH ROW EXECUTE FUNCTION "announce"('roster', 'class_id');
CREATE TRIGGER "announce" AFTER UPDATE OF "name", "external_id", "status" ON "person" FOR EACH ROW EXECUTE FUNCTION "announce"('person', 'id');
CREATE TRIGGER "announce" AFTER INSERT OR UPDATE ON "place" FOR EACH ROW EXECUTE FUNCTION "announce"('place', 'id');
CREATE TRIGGER "announce" AFTER INSERT OR DELETE ON "face_template" FOR EACH ROW EXECUTE FUNCTION "announce"('face', 'person_id');
CREATE TRIGGER "announce" AFTER INSERT OR UPDATE ON "consent" FOR EACH ROW EXECUTE FUNCTION "announce"('face', 'person_id');
CREATE TRIGGER "announce" AFTER UPDATE ON "person_key" FOR EACH ROW EXECUTE FUNCTION "announce"('face', 'person_id');
