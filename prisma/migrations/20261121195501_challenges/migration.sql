-- CreateEnum
CREATE TYPE "HeadTurn" AS ENUM ('left', 'right');

-- CreateTable
CREATE TABLE "challenge" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "turns" "HeadTurn"[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "answered_at" TIMESTAMPTZ(3),
    "frame_hashes" BYTEA,

    CONSTRAINT "challenge_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "challenge_person_id_created_at_idx" ON "challenge"("person_id", "created_at");

-- AddForeignKey
ALTER TABLE "challenge" ADD CONSTRAINT "challenge_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "challenge" ADD CONSTRAINT "challenge_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- One that asks for nothing would be met by everybody.
ALTER TABLE "challenge" ADD CONSTRAINT "challenge_asks_for_turns" CHECK (cardinality("turns") >= 2);
ALTER TABLE "challenge" ADD CONSTRAINT "challenge_answered_in_time" CHECK ("answered_at" IS NULL OR "answered_at" < "expires_at");
