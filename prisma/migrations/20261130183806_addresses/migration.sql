-- CreateEnum
CREATE TYPE "AddressStanding" AS ENUM ('claimed', 'given', 'proven');

-- AlterTable
ALTER TABLE "one_time_link" ADD COLUMN     "address" BYTEA,
ADD COLUMN     "mailed_to" BYTEA;

-- AlterTable
ALTER TABLE "person" ADD COLUMN     "email_standing" "AddressStanding" NOT NULL DEFAULT 'given';

-- CreateIndex
CREATE INDEX "one_time_link_mailed_to_idx" ON "one_time_link"("mailed_to");

-- Nobody has looked at who waits, so what they typed is a claim. Whoever came in before stays in.
UPDATE "person" SET "email_standing" = 'claimed' WHERE "status" = 'pending' AND "email" IS NOT NULL;

-- No key stands without an end: those that did are good for 90 days more.
UPDATE "api_key" SET "expires_at" = now() + interval '90 days' WHERE "expires_at" IS NULL;
ALTER TABLE "api_key" ALTER COLUMN "expires_at" SET NOT NULL;
ALTER TABLE "api_key" ADD COLUMN "ranges" TEXT[];
