-- CreateTable
CREATE TABLE "room_frame" (
    "session_id" UUID NOT NULL,
    "digest" BYTEA NOT NULL,
    "look_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "unknown_faces" INTEGER NOT NULL,
    "unclear_faces" INTEGER NOT NULL,

    CONSTRAINT "room_frame_pkey" PRIMARY KEY ("session_id","digest")
);

-- CreateTable
CREATE TABLE "room_sighting" (
    "session_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "named" INTEGER NOT NULL,
    "unsure" INTEGER NOT NULL,
    "score" DOUBLE PRECISION NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "room_sighting_pkey" PRIMARY KEY ("session_id","person_id")
);

-- CreateIndex
CREATE INDEX "room_frame_at_idx" ON "room_frame"("at");

-- CreateIndex
CREATE INDEX "room_sighting_person_id_idx" ON "room_sighting"("person_id");

-- CreateIndex
CREATE INDEX "room_sighting_last_seen_at_idx" ON "room_sighting"("last_seen_at");

-- AddForeignKey
ALTER TABLE "room_frame" ADD CONSTRAINT "room_frame_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "room_sighting" ADD CONSTRAINT "room_sighting_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "room_sighting" ADD CONSTRAINT "room_sighting_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Who watches a session sees what its camera sees (src/db/changes.ts).
CREATE TRIGGER "announce" AFTER INSERT ON "room_frame" FOR EACH ROW EXECUTE FUNCTION "announce"('session', 'session_id');

-- Whoever withdraws consent to be recognised was not seen either.
CREATE FUNCTION "forget_sightings"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "room_sighting" WHERE "person_id" = NEW."person_id";
  RETURN NULL;
END $$;

CREATE TRIGGER "forget_sightings" AFTER UPDATE OF "withdrawn_at" ON "consent" FOR EACH ROW
  WHEN (NEW."kind" = 'face_recognition' AND NEW."withdrawn_at" IS NOT NULL) EXECUTE FUNCTION "forget_sightings"();
