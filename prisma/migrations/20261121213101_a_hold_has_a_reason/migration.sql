-- AlterTable
ALTER TABLE "face_template" ADD COLUMN     "held_because" TEXT;

UPDATE "face_template" SET "held_because" = 'likeAnother' WHERE "alike_person_id" IS NOT NULL;
ALTER TABLE "face_template" ADD CONSTRAINT "face_template_held_because_known" CHECK ("held_because" IN ('likeAnother', 'unlikeOwn'));
-- Who is named is never without a hold; a hold goes on when the other is named no longer.
ALTER TABLE "face_template" ADD CONSTRAINT "face_template_alike_is_held" CHECK ("alike_person_id" IS NULL OR ("held_because" IS NOT NULL AND "held_because" = 'likeAnother'));
CREATE INDEX "face_template_held_because_idx" ON "face_template"("held_because") WHERE "held_because" IS NOT NULL;

-- Agreeing to a later text ends the earlier consent without withdrawing: what hung on it stays. Known only once the new row is there, so asked at the end.
CREATE OR REPLACE FUNCTION "forget_focus_of_person"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM "consent" c WHERE c."person_id" = NEW."person_id" AND c."kind" = NEW."kind" AND c."withdrawn_at" IS NULL;
  IF NOT FOUND THEN
    DELETE FROM "focus_reading" WHERE "person_id" = NEW."person_id";
  END IF;
  RETURN NULL;
END $$;

DROP TRIGGER "focus_goes_with_consent" ON "consent";
CREATE CONSTRAINT TRIGGER "focus_goes_with_consent" AFTER UPDATE OF "withdrawn_at" ON "consent" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW."withdrawn_at" IS NOT NULL) EXECUTE FUNCTION "forget_focus_of_person"();
