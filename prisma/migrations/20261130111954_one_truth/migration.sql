-- CreateEnum
CREATE TYPE "PercentageBase" AS ENUM ('held', 'planned');

-- CreateEnum
CREATE TYPE "ExcusedRule" AS ENUM ('left_out', 'attended', 'absent');

-- CreateEnum
CREATE TYPE "EnrolmentEnd" AS ENUM ('left', 'deactivated');

-- AlterEnum
ALTER TYPE "RecordSource" ADD VALUE 'reopened';

-- DropIndex
DROP INDEX "class_code_key";

-- AlterTable
ALTER TABLE "class" ADD COLUMN     "early_check_in_minutes" INTEGER NOT NULL DEFAULT 10,
ADD COLUMN     "excused_rule" "ExcusedRule" NOT NULL DEFAULT 'left_out',
ADD COLUMN     "free_absences" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "late_register_days" INTEGER NOT NULL DEFAULT 14,
ADD COLUMN     "percentage_base" "PercentageBase" NOT NULL DEFAULT 'held';

-- AlterTable
ALTER TABLE "enrolment" DROP CONSTRAINT "enrolment_pkey",
ADD COLUMN     "ended_by" "EnrolmentEnd",
ADD COLUMN     "id" UUID NOT NULL DEFAULT gen_random_uuid(),
ADD CONSTRAINT "enrolment_pkey" PRIMARY KEY ("id");
ALTER TABLE "enrolment" ALTER COLUMN "id" DROP DEFAULT;

-- AlterTable
ALTER TABLE "timetable" ADD COLUMN     "group_ids" UUID[] DEFAULT ARRAY[]::UUID[],
ADD COLUMN     "opens_itself" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "session" ADD COLUMN     "cancel_reason" TEXT,
ADD COLUMN     "cancelled_at" TIMESTAMPTZ(3),
ADD COLUMN     "cancelled_by_id" UUID,
ADD COLUMN     "group_ids" UUID[] DEFAULT ARRAY[]::UUID[],
ADD COLUMN     "holiday_id" UUID,
ADD COLUMN     "status_before" "SessionStatus";

-- AlterTable
ALTER TABLE "campus" ADD COLUMN     "locale" TEXT NOT NULL DEFAULT 'en-GB';

-- AlterTable
ALTER TABLE "leave_request" ADD COLUMN     "first_day" DATE,
ADD COLUMN     "last_day" DATE;

-- CreateTable
CREATE TABLE "class_group" (
    "id" UUID NOT NULL,
    "class_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "class_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "group_membership" (
    "id" UUID NOT NULL,
    "group_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "joined_at" TIMESTAMPTZ(3) NOT NULL,
    "left_at" TIMESTAMPTZ(3),

    CONSTRAINT "group_membership_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "class_group_class_id_name_key" ON "class_group"("class_id", "name");

-- CreateIndex
CREATE INDEX "group_membership_group_id_person_id_idx" ON "group_membership"("group_id", "person_id");

-- CreateIndex
CREATE INDEX "group_membership_person_id_idx" ON "group_membership"("person_id");

-- CreateIndex
CREATE INDEX "enrolment_class_id_person_id_idx" ON "enrolment"("class_id", "person_id");

-- CreateIndex
CREATE INDEX "session_holiday_id_idx" ON "session"("holiday_id");

-- AddForeignKey
ALTER TABLE "class_group" ADD CONSTRAINT "class_group_class_id_fkey" FOREIGN KEY ("class_id") REFERENCES "class"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_membership" ADD CONSTRAINT "group_membership_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "class_group"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_membership" ADD CONSTRAINT "group_membership_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_holiday_id_fkey" FOREIGN KEY ("holiday_id") REFERENCES "holiday"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- ── What Prisma cannot say ─────────────────────────────────────────────────────────────────────────────────────────

-- The code of an archived class can be used again.
CREATE UNIQUE INDEX "class_code_active_key" ON "class" ("code") WHERE "status" = 'active';

ALTER TABLE "class"
  ADD CONSTRAINT "class_early_check_in_minutes_in_range" CHECK ("early_check_in_minutes" BETWEEN 0 AND 120),
  ADD CONSTRAINT "class_late_register_days_in_range" CHECK ("late_register_days" BETWEEN 0 AND 366),
  ADD CONSTRAINT "class_free_absences_in_range" CHECK ("free_absences" BETWEEN 0 AND 1000);

-- Spells of today that end before they begin (left in the millisecond of joining) are empty: they end as they begin.
UPDATE "enrolment" SET "left_at" = "enrolled_at" WHERE "left_at" < "enrolled_at";
ALTER TABLE "enrolment" ADD CONSTRAINT "enrolment_runs_forward" CHECK ("left_at" IS NULL OR "left_at" >= "enrolled_at");
UPDATE "enrolment" SET "ended_by" = 'left' WHERE "left_at" IS NOT NULL;
ALTER TABLE "enrolment" ADD CONSTRAINT "enrolment_end_has_a_cause" CHECK (("left_at" IS NULL) = ("ended_by" IS NULL));
CREATE UNIQUE INDEX "enrolment_one_standing" ON "enrolment" ("class_id", "person_id") WHERE "left_at" IS NULL;

ALTER TABLE "group_membership" ADD CONSTRAINT "group_membership_runs_forward" CHECK ("left_at" IS NULL OR "left_at" >= "joined_at");
CREATE UNIQUE INDEX "group_membership_one_standing" ON "group_membership" ("group_id", "person_id") WHERE "left_at" IS NULL;

-- A cancelled session knows what it was, so that it can be given back.
UPDATE "session" SET "status_before" = CASE WHEN "opened_at" IS NULL THEN 'scheduled' ELSE 'open' END::"SessionStatus" WHERE "status" = 'cancelled';
ALTER TABLE "session" ADD CONSTRAINT "session_knows_what_it_was" CHECK (("status" = 'cancelled') OR ("status_before" IS NULL));

-- Leave for days was kept as instants of one zone: that of its class, else of the student's first class.
UPDATE "leave_request" l SET
  "first_day" = (l."starts_at" AT TIME ZONE z."zone")::date, "last_day" = ((l."ends_at" - interval '1 millisecond') AT TIME ZONE z."zone")::date
FROM (
  SELECT r."id", coalesce(
    (SELECT k."time_zone" FROM "class" c JOIN "campus" k ON k."id" = c."campus_id" WHERE c."id" = r."class_id"),
    (SELECT k."time_zone" FROM "enrolment" e JOIN "class" c ON c."id" = e."class_id" JOIN "campus" k ON k."id" = c."campus_id"
      WHERE e."person_id" = r."student_id" AND e."left_at" IS NULL AND c."status" = 'active' ORDER BY c."code" LIMIT 1),
    'UTC') AS "zone"
  FROM "leave_request" r
) AS z WHERE z."id" = l."id" AND l."starts_at" IS NOT NULL;
ALTER TABLE "leave_request" ADD CONSTRAINT "leave_request_has_days" CHECK (("starts_at" IS NULL) = ("first_day" IS NULL) AND ("ends_at" IS NULL) = ("last_day" IS NULL));

-- Whoever is deactivated already is not here either: off the rosters from now on.
UPDATE "enrolment" e SET "left_at" = greatest(now(), e."enrolled_at"), "ended_by" = 'deactivated'
FROM "person" p WHERE p."id" = e."person_id" AND p."status" = 'deactivated' AND e."left_at" IS NULL;

-- ── What is counted: the marks of closed sessions as tallied, those of open ones as they stand ─────────────────────

CREATE VIEW "session_count" AS
  SELECT "session_id", "present", "late", "absent", "excused" FROM "session_tally"
  UNION ALL
  SELECT s."id", count(*) FILTER (WHERE r."status" = 'present')::int, count(*) FILTER (WHERE r."status" = 'late')::int,
    count(*) FILTER (WHERE r."status" = 'absent')::int, count(*) FILTER (WHERE r."status" = 'excused')::int
  FROM "session" s JOIN "attendance_record" r ON r."session_id" = s."id" WHERE s."status" = 'open' AND r."status" IS NOT NULL GROUP BY s."id";

CREATE VIEW "student_count" AS
  SELECT "class_id", "person_id", sum("present")::int AS "present", sum("late")::int AS "late", sum("absent")::int AS "absent", sum("excused")::int AS "excused"
  FROM (
    SELECT "class_id", "person_id", "present", "late", "absent", "excused" FROM "student_tally"
    UNION ALL
    SELECT s."class_id", r."person_id", (r."status" = 'present')::int, (r."status" = 'late')::int, (r."status" = 'absent')::int, (r."status" = 'excused')::int
    FROM "session" s JOIN "attendance_record" r ON r."session_id" = s."id" WHERE s."status" = 'open' AND r."status" IS NOT NULL
  ) AS "marks" GROUP BY "class_id", "person_id";

-- ── Who listens hears of it ────────────────────────────────────────────────────────────────────────────────────────

CREATE FUNCTION "announce_group"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('muster', 'roster:' || g."class_id") FROM "class_group" g WHERE g."id" = CASE WHEN TG_OP = 'DELETE' THEN OLD."group_id" ELSE NEW."group_id" END;
  RETURN NULL;
END $$;
CREATE TRIGGER "announce" AFTER INSERT OR UPDATE OR DELETE ON "group_membership" FOR EACH ROW EXECUTE FUNCTION "announce_group"();
