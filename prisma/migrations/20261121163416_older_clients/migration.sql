-- AlterTable
ALTER TABLE "person" ADD COLUMN     "number" SERIAL NOT NULL;

-- AlterTable
ALTER TABLE "face_template" ADD COLUMN     "number" SERIAL NOT NULL;

-- AlterTable
ALTER TABLE "class" ADD COLUMN     "description" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "number" SERIAL NOT NULL;

-- AlterTable
ALTER TABLE "session" ADD COLUMN     "number" SERIAL NOT NULL,
ADD COLUMN     "opens_itself" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "announcement" (
    "id" UUID NOT NULL,
    "author_id" UUID NOT NULL,
    "class_id" UUID,
    "sealed" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "announcement_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "announcement_author_id_idx" ON "announcement"("author_id");

-- CreateIndex
CREATE UNIQUE INDEX "person_number_key" ON "person"("number");

-- CreateIndex
CREATE UNIQUE INDEX "face_template_number_key" ON "face_template"("number");

-- CreateIndex
CREATE UNIQUE INDEX "class_number_key" ON "class"("number");

-- CreateIndex
CREATE UNIQUE INDEX "session_number_key" ON "session"("number");

-- AddForeignKey
ALTER TABLE "announcement" ADD CONSTRAINT "announcement_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "announcement" ADD CONSTRAINT "announcement_class_id_fkey" FOREIGN KEY ("class_id") REFERENCES "class"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What is due to open by itself is looked for every minute.
CREATE INDEX "session_opens_itself_idx" ON "session"("starts_at") WHERE "opens_itself" AND "status" = 'scheduled';
-- An announcement that is taken back is hidden from everybody who was told.
CREATE INDEX "notification_announcement_idx" ON "notification"("cause_key") WHERE "kind" = 'announcement';
