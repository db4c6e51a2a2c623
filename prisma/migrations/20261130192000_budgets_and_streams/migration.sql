-- CreateTable
CREATE TABLE "budget_use" (
    "who_hash" BYTEA NOT NULL,
    "used" INTEGER NOT NULL,
    "window_ends_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "budget_use_pkey" PRIMARY KEY ("who_hash")
);

-- CreateTable
CREATE TABLE "open_stream" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "worker_no" INTEGER NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "open_stream_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "open_stream_person_id_idx" ON "open_stream"("person_id");

ALTER TABLE "budget_use" ADD CONSTRAINT "budget_use_used_check" CHECK ("used" >= 0);

-- Whoever holds a stream open hears at once that its token ends: by another role, by signing out, by a key taken back.
DROP TRIGGER "announce" ON "person";
CREATE TRIGGER "announce" AFTER UPDATE OF "name", "family_name", "given_name", "external_id", "status", "role", "token_generation" ON "person" FOR EACH ROW EXECUTE FUNCTION "announce"('person', 'id');
CREATE TRIGGER "announce" AFTER UPDATE OF "ended_at" ON "device" FOR EACH ROW EXECUTE FUNCTION "announce"('person', 'person_id');
CREATE TRIGGER "announce" AFTER UPDATE OF "revoked_at" ON "api_key" FOR EACH ROW EXECUTE FUNCTION "announce"('person', 'created_by_id');
