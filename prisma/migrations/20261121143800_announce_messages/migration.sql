-- What one process takes in or wants sent, another one works on at once (src/main.ts).
CREATE TRIGGER "announce" AFTER INSERT ON "inbound_message" FOR EACH ROW EXECUTE FUNCTION "announce"('inbound', 'channel');
CREATE TRIGGER "announce" AFTER INSERT ON "outbound_message" FOR EACH ROW EXECUTE FUNCTION "announce"('outbound', 'channel');
