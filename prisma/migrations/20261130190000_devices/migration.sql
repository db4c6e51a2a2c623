-- CreateTable
CREATE TABLE "device" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "audience" TEXT NOT NULL,
    "way" TEXT NOT NULL,
    "generation" INTEGER NOT NULL,
    "details" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "device_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "device_audience_known" CHECK ("audience" IN ('muster', 'compat')),
    CONSTRAINT "device_way_known" CHECK ("way" IN ('password', 'passwordAndCode', 'passkey', 'face', 'signUp', 'signOn', 'earlier'))
);

-- Every family of refresh tokens that stands is a device. What is known of it is when it began and was last used; of
-- tokens of older clients nothing was kept, so their people sign in again.
INSERT INTO "device" ("id", "person_id", "audience", "way", "generation", "created_at", "last_used_at", "expires_at")
SELECT "family_id", "person_id", 'muster', 'earlier', max("generation"), min("created_at"), max("created_at"), max("expires_at")
FROM "refresh_token" GROUP BY "family_id", "person_id"
HAVING bool_or("used_at" IS NULL AND "revoked_at" IS NULL);

DELETE FROM "refresh_token" WHERE "family_id" NOT IN (SELECT "id" FROM "device");

-- DropForeignKey
ALTER TABLE "refresh_token" DROP CONSTRAINT "refresh_token_person_id_fkey";

-- DropIndex
DROP INDEX "refresh_token_family_id_idx";

-- DropIndex
DROP INDEX "refresh_token_person_id_idx";

-- AlterTable
ALTER TABLE "refresh_token" RENAME COLUMN "family_id" TO "device_id";
ALTER TABLE "refresh_token" DROP COLUMN "expires_at",
DROP COLUMN "generation",
DROP COLUMN "person_id",
DROP COLUMN "revoked_at";

-- CreateIndex
CREATE INDEX "device_person_id_idx" ON "device"("person_id");

-- CreateIndex
CREATE INDEX "refresh_token_device_id_idx" ON "refresh_token"("device_id");

-- AddForeignKey
ALTER TABLE "device" ADD CONSTRAINT "device_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refresh_token" ADD CONSTRAINT "refresh_token_device_id_fkey" FOREIGN KEY ("device_id") REFERENCES "device"("id") ON DELETE CASCADE ON UPDATE CASCADE;
