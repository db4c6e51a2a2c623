-- Figures are kept in memory until something that they count changes (src/figures/figures.ts).
CREATE TRIGGER "announce" AFTER INSERT OR UPDATE OR DELETE ON "session_tally" FOR EACH ROW EXECUTE FUNCTION "announce"('figures', 'session_id');
CREATE TRIGGER "announce" AFTER INSERT OR UPDATE ON "class" FOR EACH ROW EXECUTE FUNCTION "announce"('figures', 'id');
CREATE TRIGGER "announce" AFTER INSERT OR UPDATE ON "campus" FOR EACH ROW EXECUTE FUNCTION "announce"('figures', 'id');
