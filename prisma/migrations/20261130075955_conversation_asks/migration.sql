-- AlterTable
ALTER TABLE "conversation_message" ADD COLUMN     "asks_for" TEXT;

-- What Prisma cannot say.
ALTER TABLE "conversation_message" ADD CONSTRAINT "conversation_message_asks_for" CHECK ("asks_for" IN ('class', 'person'));
