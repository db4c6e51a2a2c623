-- DropIndex
DROP INDEX "conversation_person_id_idx";

-- AlterTable
ALTER TABLE "class" ADD COLUMN     "remind_before_end_minutes" INTEGER NOT NULL DEFAULT 10,
ADD COLUMN     "remind_before_start_minutes" INTEGER NOT NULL DEFAULT 10;

-- AlterTable
ALTER TABLE "conversation" ADD COLUMN     "place_key" TEXT;

-- AlterTable: messages taken in before this have been answered on the web page; they keep their replies for repeats.
ALTER TABLE "inbound_message" RENAME COLUMN "settled_at" TO "finished_at";
ALTER TABLE "inbound_message" DROP COLUMN "lease_until",
ADD COLUMN     "attempts" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "event_key" TEXT,
ADD COLUMN     "not_before" TIMESTAMPTZ(3),
ADD COLUMN     "note" JSONB,
ADD COLUMN     "payload" BYTEA,
ADD COLUMN     "sender_key" TEXT,
ADD COLUMN     "worker_no" INTEGER;
UPDATE "inbound_message" SET "not_before" = "created_at", "sender_key" = coalesce("person_id"::text, "id"::text);
ALTER TABLE "inbound_message" ALTER COLUMN "not_before" SET NOT NULL, ALTER COLUMN "sender_key" SET NOT NULL;

-- CreateTable
CREATE TABLE "linked_account" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "platform" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "reference" BYTEA,
    "linked_at" TIMESTAMPTZ(3) NOT NULL,
    "unlinked_at" TIMESTAMPTZ(3),

    CONSTRAINT "linked_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbound_message" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "cause_key" TEXT,
    "sealed" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "not_before" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "worker_no" INTEGER,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "finished_at" TIMESTAMPTZ(3),
    "outcome" TEXT,

    CONSTRAINT "outbound_message_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "linked_account_person_id_idx" ON "linked_account"("person_id");

-- CreateIndex
CREATE INDEX "outbound_message_created_at_idx" ON "outbound_message"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "outbound_message_channel_cause_key_key" ON "outbound_message"("channel", "cause_key");

-- CreateIndex
CREATE UNIQUE INDEX "conversation_person_id_channel_place_key_key" ON "conversation"("person_id", "channel", "place_key");

-- CreateIndex
CREATE INDEX "inbound_message_sender_key_created_at_idx" ON "inbound_message"("sender_key", "created_at");

-- CreateIndex
CREATE INDEX "inbound_message_created_at_idx" ON "inbound_message"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "inbound_message_channel_event_key_key" ON "inbound_message"("channel", "event_key");

-- AddForeignKey
ALTER TABLE "linked_account" ADD CONSTRAINT "linked_account_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "outbound_message" ADD CONSTRAINT "outbound_message_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ── What Prisma cannot say ─────────────────────────────────────────────────────────────────────────────────────────

ALTER TABLE "class"
  ADD CONSTRAINT "class_remind_before_start_minutes_in_range" CHECK ("remind_before_start_minutes" BETWEEN 0 AND 1440),
  ADD CONSTRAINT "class_remind_before_end_minutes_in_range" CHECK ("remind_before_end_minutes" BETWEEN 0 AND 1440);

ALTER TABLE "linked_account" ADD CONSTRAINT "linked_account_platform_is_known" CHECK ("platform" IN ('slack', 'teams'));
CREATE UNIQUE INDEX "linked_account_one_person" ON "linked_account" ("platform", "tenant_id", "user_id") WHERE "unlinked_at" IS NULL;
CREATE UNIQUE INDEX "linked_account_one_a_tenant" ON "linked_account" ("person_id", "platform", "tenant_id") WHERE "unlinked_at" IS NULL;

ALTER TABLE "outbound_message" ADD CONSTRAINT "outbound_message_channel_is_known" CHECK ("channel" IN ('mail', 'slack', 'teams'));

-- What came from outside is not kept once it is answered.
ALTER TABLE "inbound_message" ADD CONSTRAINT "inbound_message_payload_goes" CHECK ("finished_at" IS NULL OR "payload" IS NULL);

-- The queues are short; the tables, kept for repeats, are not.
CREATE INDEX "inbound_message_waiting" ON "inbound_message" ("sender_key", "id") WHERE "finished_at" IS NULL;
CREATE INDEX "outbound_message_waiting" ON "outbound_message" ("id") WHERE "finished_at" IS NULL;

-- A working process holds an advisory lock under its number for as long as it lives (src/db/presence.ts): when it is
-- killed, its connection breaks and the lock goes at once. 1297437524 is "MUST".
CREATE FUNCTION "worker_is_present"("worker_no" integer) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT 1 FROM pg_locks l
    WHERE l."locktype" = 'advisory' AND l."classid" = 1297437524 AND l."objid" = "worker_no" AND l."objsubid" = 2 AND l."granted"
      AND l."database" = (SELECT d."oid" FROM pg_database d WHERE d."datname" = current_database())
  )
$$;
