-- Second factors, mobile numbers, sessions that can be listed and ended,
-- and messages by SMS.

ALTER TABLE users
	ADD COLUMN totp_sealed VARBINARY(255) NULL COMMENT 'AES-256-GCM of the shared secret (RFC 6238); NULL: none' AFTER password_phc,
	ADD COLUMN totp_confirmed_at DATETIME(6) NULL COMMENT 'UTC; NULL: not in force' AFTER totp_sealed,
	ADD COLUMN totp_last_step BIGINT NOT NULL DEFAULT 0 COMMENT 'the last time step that was accepted: no code counts twice' AFTER totp_confirmed_at,
	ADD COLUMN erased_at DATETIME(6) NULL COMMENT 'UTC; personal data is gone since' AFTER created_at;

ALTER TABLE sessions
	ADD COLUMN session_id BINARY(16) NULL COMMENT 'UUIDv7, shown as ses_ in the list of sessions' AFTER session_hash,
	ADD COLUMN address VARCHAR(45) NOT NULL DEFAULT '' COMMENT 'of the client at sign-in' AFTER user_id,
	ADD COLUMN user_agent VARCHAR(300) NOT NULL DEFAULT '' COMMENT 'of the client at sign-in, cut off' AFTER address,
	ADD COLUMN factor_at DATETIME(6) NULL COMMENT 'UTC; the second factor was shown; NULL: not' AFTER seen_at,
	ADD CONSTRAINT sessions_id_uq UNIQUE (session_id);

ALTER TABLE mail_tokens
	DROP CONSTRAINT mail_tokens_kind_ck,
	ADD CONSTRAINT mail_tokens_kind_ck CHECK (kind IN ('verify', 'reset', 'change'));

ALTER TABLE outbox
	DROP CONSTRAINT outbox_kind_ck,
	ADD CONSTRAINT outbox_kind_ck CHECK (kind IN ('mail', 'sms', 'provision'));
