-- AlterTable
ALTER TABLE "institution" ADD COLUMN     "second_yes_for" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateTable
CREATE TABLE "held_act" (
    "id" UUID NOT NULL,
    "act" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "asked_by_id" UUID NOT NULL,
    "input" BYTEA,
    "what" BYTEA NOT NULL,
    "input_hash" BYTEA NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'waiting',
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_by_id" UUID,
    "settled_at" TIMESTAMPTZ(3),
    "answer" BYTEA,

    CONSTRAINT "held_act_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "held_act_status_expires_at_idx" ON "held_act"("status", "expires_at");

-- CreateIndex
CREATE INDEX "held_act_asked_by_id_idx" ON "held_act"("asked_by_id");

ALTER TABLE "held_act" ADD CONSTRAINT "held_act_status_check" CHECK ("status" IN ('waiting', 'approved', 'done', 'declined', 'withdrawn', 'failed'));
-- Nobody says yes to what they asked for themselves; only who asked takes it back.
ALTER TABLE "held_act" ADD CONSTRAINT "held_act_two_people_check" CHECK ("settled_by_id" IS NULL OR ("settled_by_id" = "asked_by_id") = ("status" = 'withdrawn'));
