-- AlterTable
ALTER TABLE "face_template" ADD COLUMN     "alike_person_id" UUID,
ADD COLUMN     "quality" DOUBLE PRECISION NOT NULL DEFAULT 0,
ADD COLUMN     "unreadable_by" TEXT;

-- AlterTable
ALTER TABLE "class" ADD COLUMN     "one_stranger_in" INTEGER NOT NULL DEFAULT 200;

-- AddForeignKey
ALTER TABLE "face_template" ADD CONSTRAINT "face_template_alike_person_id_fkey" FOREIGN KEY ("alike_person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What the office has to look at, and what is to be made anew when the weights change.
CREATE INDEX "face_template_alike_person_id_idx" ON "face_template"("alike_person_id") WHERE "alike_person_id" IS NOT NULL;
CREATE INDEX "face_template_weights_hash_idx" ON "face_template"("weights_hash", "number");
ALTER TABLE "face_template" ADD CONSTRAINT "face_template_alike_is_another" CHECK ("alike_person_id" <> "person_id");
ALTER TABLE "class" ADD CONSTRAINT "class_one_stranger_in_range" CHECK ("one_stranger_in" BETWEEN 20 AND 10000);
-- A template that was released or made anew is another one to whoever keeps it in memory.
DROP TRIGGER "announce" ON "face_template";
CREATE TRIGGER "announce" AFTER INSERT OR UPDATE OR DELETE ON "face_template" FOR EACH ROW EXECUTE FUNCTION "announce"('face', 'person_id');
