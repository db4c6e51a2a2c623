-- AlterEnum
ALTER TYPE "FlagKind" ADD VALUE 'guessing';

-- CreateTable
CREATE TABLE "refusal_tally" (
    "session_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "refused" INTEGER NOT NULL,
    "last_refused_at" TIMESTAMPTZ(3) NOT NULL,
    "last_wrong_code_at" TIMESTAMPTZ(3),

    CONSTRAINT "refusal_tally_pkey" PRIMARY KEY ("session_id","person_id")
);

-- CreateIndex
CREATE INDEX "refusal_tally_person_id_idx" ON "refusal_tally"("person_id");
