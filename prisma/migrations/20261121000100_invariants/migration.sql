-- What Prisma cannot say: checks, partial unique indexes, append-only tables and other invariants of stored truth.

-- ── Checks ─────────────────────────────────────────────────────────────────────────────────────────────────────────

ALTER TABLE "institution" ADD CONSTRAINT "institution_is_one" CHECK ("id" = 1);

ALTER TABLE "person"
  ADD CONSTRAINT "person_email_is_lower_case" CHECK ("email" = lower("email")),
  ADD CONSTRAINT "person_email_is_not_blank" CHECK (btrim("email") <> ''),
  ADD CONSTRAINT "person_name_is_not_blank" CHECK (btrim("name") <> '');

ALTER TABLE "person_key"
  ADD CONSTRAINT "person_key_is_there_or_destroyed" CHECK (("wrapped_key" IS NULL) = ("destroyed_at" IS NOT NULL));

ALTER TABLE "stored_file" ADD CONSTRAINT "stored_file_size_is_not_negative" CHECK ("size_bytes" >= 0);

ALTER TABLE "class"
  ADD CONSTRAINT "class_late_after_minutes_in_range" CHECK ("late_after_minutes" BETWEEN 0 AND 600),
  ADD CONSTRAINT "class_minimum_percentage_in_range" CHECK ("minimum_percentage" BETWEEN 0 AND 100);

ALTER TABLE "session"
  ADD CONSTRAINT "session_ends_after_it_starts" CHECK ("ends_at" > "starts_at"),
  ADD CONSTRAINT "session_knows_when_opened" CHECK ("status" NOT IN ('open', 'closed') OR "opened_at" IS NOT NULL),
  ADD CONSTRAINT "session_knows_when_closed" CHECK ("status" <> 'closed' OR "closed_at" IS NOT NULL);

ALTER TABLE "session_code" ADD CONSTRAINT "session_code_expires_after_creation" CHECK ("expires_at" > "created_at");

ALTER TABLE "attendance_record" ADD CONSTRAINT "attendance_record_version_from_one" CHECK ("version" >= 1);

ALTER TABLE "record_change" ADD CONSTRAINT "record_change_version_from_one" CHECK ("version" >= 1);

ALTER TABLE "pending_action"
  ADD CONSTRAINT "pending_action_knows_when_settled" CHECK (("settled_at" IS NOT NULL) = ("status" <> 'pending'));

ALTER TABLE "conversation_message"
  ADD CONSTRAINT "conversation_message_author_is_known" CHECK ("author" IN ('person', 'muster'));

-- ── One at a time ──────────────────────────────────────────────────────────────────────────────────────────────────

CREATE UNIQUE INDEX "consent_one_standing" ON "consent" ("person_id", "kind") WHERE "withdrawn_at" IS NULL;

CREATE UNIQUE INDEX "session_code_one_live" ON "session_code" ("session_id") WHERE "revoked_at" IS NULL;

-- ── History is only added to ───────────────────────────────────────────────────────────────────────────────────────

CREATE FUNCTION "refuse_change_of_history"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'check_violation';
END $$;

-- A statement trigger, so that even a statement that matches no row, and TRUNCATE, are refused.
CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "record_change"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_history"();
CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_entry"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_history"();
CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_seal"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_history"();
-- A check-in is evidence with its decision: never changed, never removed.
CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "check_in"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_history"();
-- A record is corrected, never removed.
CREATE TRIGGER "never_deleted" BEFORE DELETE OR TRUNCATE ON "attendance_record"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_history"();

-- ── A record and its history agree ─────────────────────────────────────────────────────────────────────────────────

CREATE FUNCTION "check_record_step"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW."version" <> 1 THEN
      RAISE EXCEPTION 'attendance_record % must begin at version 1, not %', NEW."id", NEW."version"
        USING ERRCODE = 'check_violation';
    END IF;
  ELSIF NEW."version" <> OLD."version" + 1 THEN
    RAISE EXCEPTION 'attendance_record % must go from version % to %, not to %',
      OLD."id", OLD."version", OLD."version" + 1, NEW."version" USING ERRCODE = 'check_violation';
  ELSIF (NEW."id", NEW."session_id", NEW."person_id") IS DISTINCT FROM (OLD."id", OLD."session_id", OLD."person_id") THEN
    RAISE EXCEPTION 'attendance_record % stays with its student and session', OLD."id" USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER "one_step_at_a_time" BEFORE INSERT OR UPDATE ON "attendance_record"
  FOR EACH ROW EXECUTE FUNCTION "check_record_step"();

CREATE FUNCTION "check_record_has_history"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM "record_change" c
    WHERE c."record_id" = NEW."id" AND c."version" = NEW."version" AND c."after" IS NOT DISTINCT FROM NEW."status"
  ) THEN
    RAISE EXCEPTION 'attendance_record % version % (%) has no matching record_change', NEW."id", NEW."version", NEW."status"
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

-- Deferred: a transaction may write the record and its change in either order.
CREATE CONSTRAINT TRIGGER "no_status_without_history" AFTER INSERT OR UPDATE ON "attendance_record"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "check_record_has_history"();

CREATE FUNCTION "check_change_has_record"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM "attendance_record" r
    WHERE r."id" = NEW."record_id"
      AND (r."version" > NEW."version" OR (r."version" = NEW."version" AND r."status" IS NOT DISTINCT FROM NEW."after"))
  ) THEN
    RAISE EXCEPTION 'record_change % names version % (%), which attendance_record % does not have',
      NEW."id", NEW."version", NEW."after", NEW."record_id" USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER "no_history_without_change" AFTER INSERT ON "record_change"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "check_change_has_record"();

-- ── Settled once ───────────────────────────────────────────────────────────────────────────────────────────────────

CREATE FUNCTION "check_settled_once"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."status" <> 'pending'
    AND (NEW."status", NEW."plan", NEW."settled_at") IS DISTINCT FROM (OLD."status", OLD."plan", OLD."settled_at") THEN
    RAISE EXCEPTION 'pending_action % is settled already (%)', OLD."id", OLD."status" USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER "settled_once" BEFORE UPDATE ON "pending_action"
  FOR EACH ROW EXECUTE FUNCTION "check_settled_once"();

-- ── Consent before faces ───────────────────────────────────────────────────────────────────────────────────────────

CREATE FUNCTION "check_withdrawn_stays"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."withdrawn_at" IS NOT NULL AND NEW."withdrawn_at" IS DISTINCT FROM OLD."withdrawn_at" THEN
    RAISE EXCEPTION 'consent % was withdrawn and stays so: a new consent is a new row', OLD."id"
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER "withdrawn_stays" BEFORE UPDATE ON "consent"
  FOR EACH ROW EXECUTE FUNCTION "check_withdrawn_stays"();

CREATE FUNCTION "check_template_consent"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- FOR SHARE makes a withdrawal in another transaction wait, or makes this wait for it and then see it.
  PERFORM 1 FROM "consent" c
    WHERE c."id" = NEW."consent_id" AND c."person_id" = NEW."person_id" AND c."withdrawn_at" IS NULL
    FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'face_template % needs a standing consent of the same person', NEW."id" USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER "consent_first" BEFORE INSERT OR UPDATE OF "person_id", "consent_id" ON "face_template"
  FOR EACH ROW EXECUTE FUNCTION "check_template_consent"();
