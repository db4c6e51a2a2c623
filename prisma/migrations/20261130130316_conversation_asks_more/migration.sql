-- What Prisma cannot say: what a question of ours may ask for.
ALTER TABLE "conversation_message" DROP CONSTRAINT "conversation_message_asks_for";
ALTER TABLE "conversation_message" ADD CONSTRAINT "conversation_message_asks_for" CHECK ("asks_for" IN ('class', 'person', 'day', 'time', 'reason'));
