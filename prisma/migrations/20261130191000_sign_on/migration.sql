-- CreateTable
CREATE TABLE "sign_on_provider" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "domains" TEXT[],
    "is_enabled" BOOLEAN NOT NULL,
    "settings" JSONB NOT NULL,
    "admission" JSONB NOT NULL,
    "secret" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_on_provider_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_on_policy" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "is_enforced" BOOLEAN NOT NULL,
    "break_glass_id" UUID,

    CONSTRAINT "sign_on_policy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_on_subject" (
    "id" UUID NOT NULL,
    "provider_id" UUID NOT NULL,
    "subject_hash" BYTEA NOT NULL,
    "person_id" UUID NOT NULL,
    "linked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_on_subject_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_on_attempt" (
    "id" UUID NOT NULL,
    "provider_id" UUID NOT NULL,
    "state_hash" BYTEA NOT NULL,
    "browser_hash" BYTEA NOT NULL,
    "sealed" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "sign_on_attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_on_ticket" (
    "id" UUID NOT NULL,
    "provider_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "sign_on_ticket_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "saml_assertion" (
    "provider_id" UUID NOT NULL,
    "id_hash" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "saml_assertion_pkey" PRIMARY KEY ("provider_id","id_hash")
);

-- CreateTable
CREATE TABLE "scim_connection" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "admission" JSONB NOT NULL,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "scim_connection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "scim_user" (
    "person_id" UUID NOT NULL,
    "user_name_hash" BYTEA NOT NULL,
    "external_id_hash" BYTEA,
    "sealed" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "scim_user_pkey" PRIMARY KEY ("person_id")
);

-- CreateTable
CREATE TABLE "scim_group" (
    "id" UUID NOT NULL,
    "display_name" TEXT NOT NULL,
    "external_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "scim_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "scim_group_member" (
    "group_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,

    CONSTRAINT "scim_group_member_pkey" PRIMARY KEY ("group_id","person_id")
);

-- CreateIndex
CREATE INDEX "sign_on_subject_person_id_idx" ON "sign_on_subject"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "sign_on_subject_provider_id_subject_hash_key" ON "sign_on_subject"("provider_id", "subject_hash");

-- CreateIndex
CREATE UNIQUE INDEX "sign_on_subject_provider_id_person_id_key" ON "sign_on_subject"("provider_id", "person_id");

-- CreateIndex
CREATE UNIQUE INDEX "sign_on_attempt_state_hash_key" ON "sign_on_attempt"("state_hash");

-- CreateIndex
CREATE INDEX "sign_on_attempt_expires_at_idx" ON "sign_on_attempt"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "sign_on_ticket_token_hash_key" ON "sign_on_ticket"("token_hash");

-- CreateIndex
CREATE INDEX "sign_on_ticket_person_id_idx" ON "sign_on_ticket"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "scim_connection_token_hash_key" ON "scim_connection"("token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "scim_user_user_name_hash_key" ON "scim_user"("user_name_hash");

-- CreateIndex
CREATE INDEX "scim_user_external_id_hash_idx" ON "scim_user"("external_id_hash");

-- CreateIndex
CREATE UNIQUE INDEX "scim_group_display_name_key" ON "scim_group"("display_name");

-- CreateIndex
CREATE INDEX "scim_group_member_person_id_idx" ON "scim_group_member"("person_id");

-- AddForeignKey
ALTER TABLE "sign_on_policy" ADD CONSTRAINT "sign_on_policy_break_glass_id_fkey" FOREIGN KEY ("break_glass_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sign_on_subject" ADD CONSTRAINT "sign_on_subject_provider_id_fkey" FOREIGN KEY ("provider_id") REFERENCES "sign_on_provider"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sign_on_subject" ADD CONSTRAINT "sign_on_subject_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sign_on_attempt" ADD CONSTRAINT "sign_on_attempt_provider_id_fkey" FOREIGN KEY ("provider_id") REFERENCES "sign_on_provider"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sign_on_ticket" ADD CONSTRAINT "sign_on_ticket_provider_id_fkey" FOREIGN KEY ("provider_id") REFERENCES "sign_on_provider"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sign_on_ticket" ADD CONSTRAINT "sign_on_ticket_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "saml_assertion" ADD CONSTRAINT "saml_assertion_provider_id_fkey" FOREIGN KEY ("provider_id") REFERENCES "sign_on_provider"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scim_user" ADD CONSTRAINT "scim_user_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scim_group_member" ADD CONSTRAINT "scim_group_member_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "scim_group"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scim_group_member" ADD CONSTRAINT "scim_group_member_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "sign_on_provider" ADD CONSTRAINT "sign_on_provider_kind_is_known" CHECK ("kind" IN ('oidc', 'saml'));

-- There is one policy, and nobody is shut out by it: whoever is named keeps a way in.
ALTER TABLE "sign_on_policy" ADD CONSTRAINT "sign_on_policy_is_one" CHECK ("id" = 1),
  ADD CONSTRAINT "sign_on_policy_names_a_way_in" CHECK ("break_glass_id" IS NOT NULL OR NOT "is_enforced");

CREATE FUNCTION "keep_break_glass"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW."status" <> 'active' OR NEW."role" <> 'admin' OR NEW."password_hash" IS NULL)
    AND EXISTS (SELECT 1 FROM "sign_on_policy" WHERE "is_enforced" AND "break_glass_id" = NEW."id") THEN
    RAISE EXCEPTION 'break_glass_stays' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
-- When the transaction ends, so that an operation may say it in words before.
CREATE CONSTRAINT TRIGGER "keep_break_glass" AFTER UPDATE OF "status", "role", "password_hash" ON "person" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD."role" = 'admin') EXECUTE FUNCTION "keep_break_glass"();
