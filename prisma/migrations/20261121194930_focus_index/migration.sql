-- CreateEnum
CREATE TYPE "FocusFront" AS ENUM ('camera', 'majority', 'offset');

-- CreateTable
CREATE TABLE "focus_setting" (
    "class_id" UUID NOT NULL,
    "dpia_reference" TEXT NOT NULL,
    "minimum_people" INTEGER NOT NULL DEFAULT 8,
    "front" "FocusFront" NOT NULL DEFAULT 'camera',
    "front_yaw_deg" INTEGER NOT NULL DEFAULT 0,
    "per_student" BOOLEAN NOT NULL DEFAULT false,
    "turned_on_by_id" UUID NOT NULL,
    "turned_on_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "focus_setting_pkey" PRIMARY KEY ("class_id")
);

-- CreateTable
CREATE TABLE "focus_frame" (
    "id" UUID NOT NULL,
    "class_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "taken_at" TIMESTAMPTZ(3) NOT NULL,
    "seen" INTEGER NOT NULL,
    "judged" INTEGER NOT NULL,
    "figure" INTEGER,
    "low" INTEGER,
    "high" INTEGER,

    CONSTRAINT "focus_frame_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "focus_reading" (
    "frame_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "sealed" BYTEA NOT NULL,

    CONSTRAINT "focus_reading_pkey" PRIMARY KEY ("frame_id","person_id")
);

-- CreateIndex
CREATE INDEX "focus_frame_class_id_idx" ON "focus_frame"("class_id");

-- CreateIndex
CREATE INDEX "focus_frame_taken_at_idx" ON "focus_frame"("taken_at");

-- CreateIndex
CREATE UNIQUE INDEX "focus_frame_session_id_taken_at_key" ON "focus_frame"("session_id", "taken_at");

-- CreateIndex
CREATE INDEX "focus_reading_person_id_idx" ON "focus_reading"("person_id");

-- AddForeignKey
ALTER TABLE "focus_setting" ADD CONSTRAINT "focus_setting_class_id_fkey" FOREIGN KEY ("class_id") REFERENCES "class"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "focus_frame" ADD CONSTRAINT "focus_frame_class_id_fkey" FOREIGN KEY ("class_id") REFERENCES "focus_setting"("class_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "focus_frame" ADD CONSTRAINT "focus_frame_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "focus_reading" ADD CONSTRAINT "focus_reading_frame_id_fkey" FOREIGN KEY ("frame_id") REFERENCES "focus_frame"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "focus_reading" ADD CONSTRAINT "focus_reading_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ── Figures of a class only, and of a group ────────────────────────────────────────────────────────────────────────

ALTER TABLE "focus_setting" ADD CONSTRAINT "focus_setting_names_its_assessment" CHECK (length(trim("dpia_reference")) >= 3);
-- The figure of fewer would be the figure of each of them.
ALTER TABLE "focus_setting" ADD CONSTRAINT "focus_setting_minimum_is_a_group" CHECK ("minimum_people" BETWEEN 5 AND 500);
ALTER TABLE "focus_setting" ADD CONSTRAINT "focus_setting_front_in_range" CHECK ("front_yaw_deg" BETWEEN -90 AND 90);
ALTER TABLE "focus_frame" ADD CONSTRAINT "focus_frame_counts" CHECK ("judged" BETWEEN 0 AND "seen");
ALTER TABLE "focus_frame" ADD CONSTRAINT "focus_frame_figure_with_interval" CHECK (
  num_nonnulls("figure", "low", "high") = 0 OR (num_nonnulls("figure", "low", "high") = 3 AND 0 <= "low" AND "low" <= "figure" AND "figure" <= "high" AND "high" <= 100)
);

-- ── Of one student: with the standard profile, the class's setting and their own consent, or not at all ────────────

CREATE FUNCTION "check_focus_reading"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  "use" text;
BEGIN
  -- FOR SHARE makes whoever changes one of these wait, or makes this wait for them and then see it.
  PERFORM 1 FROM "institution" WHERE "profile" = 'standard' FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no focus index of a person in the eu profile' USING ERRCODE = 'check_violation';
  END IF;
  PERFORM 1 FROM "focus_setting" s JOIN "focus_frame" f ON f."class_id" = s."class_id" WHERE f."id" = NEW."frame_id" AND s."per_student" FOR SHARE OF s;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the focus index of this class is not worked out per student' USING ERRCODE = 'check_violation';
  END IF;
  -- It is by their face that they are told in the photo.
  FOREACH "use" IN ARRAY ARRAY['focus_index', 'face_recognition'] LOOP
    PERFORM 1 FROM "consent" c WHERE c."person_id" = NEW."person_id" AND c."kind" = "use" AND c."withdrawn_at" IS NULL FOR SHARE;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'focus_reading of % needs their standing consent to %', NEW."person_id", "use" USING ERRCODE = 'check_violation';
    END IF;
  END LOOP;
  RETURN NEW;
END $$;

CREATE TRIGGER "allowed_and_agreed" BEFORE INSERT OR UPDATE ON "focus_reading"
  FOR EACH ROW EXECUTE FUNCTION "check_focus_reading"();

-- Whose face may no longer be compared cannot be told in a photo either: either consent takes the readings with it.
CREATE FUNCTION "forget_focus_of_person"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "focus_reading" WHERE "person_id" = NEW."person_id";
  RETURN NULL;
END $$;

CREATE TRIGGER "focus_goes_with_consent" AFTER UPDATE OF "withdrawn_at" ON "consent"
  FOR EACH ROW WHEN (NEW."withdrawn_at" IS NOT NULL) EXECUTE FUNCTION "forget_focus_of_person"();

CREATE FUNCTION "forget_focus_of_class"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "focus_reading" r USING "focus_frame" f WHERE f."id" = r."frame_id" AND f."class_id" = NEW."class_id";
  RETURN NULL;
END $$;

CREATE TRIGGER "focus_goes_with_setting" AFTER UPDATE OF "per_student" ON "focus_setting"
  FOR EACH ROW WHEN (NOT NEW."per_student") EXECUTE FUNCTION "forget_focus_of_class"();

-- A figure of fewer than the group must have now would be read as one of a group; that they were seen may stay.
CREATE FUNCTION "forget_figures_of_few"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "focus_frame" SET "figure" = NULL, "low" = NULL, "high" = NULL WHERE "class_id" = NEW."class_id" AND "judged" < NEW."minimum_people" AND "figure" IS NOT NULL;
  RETURN NULL;
END $$;

CREATE TRIGGER "figures_go_with_minimum" AFTER UPDATE OF "minimum_people" ON "focus_setting"
  FOR EACH ROW WHEN (NEW."minimum_people" > OLD."minimum_people") EXECUTE FUNCTION "forget_figures_of_few"();

-- In the eu profile nothing is kept of a person, no setting asks for it, and no figure is of fewer than eight.
CREATE FUNCTION "obey_eu_profile"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "focus_reading";
  UPDATE "focus_setting" SET "per_student" = false, "minimum_people" = greatest("minimum_people", 8) WHERE "per_student" OR "minimum_people" < 8;
  RETURN NULL;
END $$;

CREATE TRIGGER "focus_goes_with_profile" AFTER UPDATE OF "profile" ON "institution"
  FOR EACH ROW WHEN (NEW."profile" = 'eu') EXECUTE FUNCTION "obey_eu_profile"();
