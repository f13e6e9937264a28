-- What is to be done after COMMIT, and what was answered to whom.

CREATE TABLE outbox (
	message_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as msg_; the receiver''s idempotency key',
	kind VARCHAR(16) NOT NULL COMMENT 'mail, provision',
	template VARCHAR(40) NOT NULL COMMENT 'verify, reset, order_paid, ...',
	user_id BINARY(16) NULL COMMENT 'the recipient',
	subject_id BINARY(16) NULL COMMENT 'the order or payment it is about',
	token_hash BINARY(32) NULL COMMENT 'the mail token to be unsealed',
	state VARCHAR(16) NOT NULL COMMENT 'QUEUED, SENT, RETRY, DEAD',
	tries INT NOT NULL DEFAULT 0 COMMENT 'so far',
	next_at DATETIME(6) NOT NULL COMMENT 'UTC; not before; moved on by a claim',
	last_error VARCHAR(300) NULL COMMENT 'of the last try',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	sent_at DATETIME(6) NULL COMMENT 'UTC',
	CONSTRAINT outbox_pk PRIMARY KEY (message_id),
	CONSTRAINT outbox_kind_ck CHECK (kind IN ('mail', 'provision')),
	CONSTRAINT outbox_state_ck CHECK (state IN ('QUEUED', 'SENT', 'RETRY', 'DEAD')),
	KEY outbox_due_ix (state, next_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='drained by the worker';

CREATE TABLE idempotency_keys (
	scope_hash BINARY(32) NOT NULL COMMENT 'SHA-256 of user, route and key',
	body_hash BINARY(32) NOT NULL COMMENT 'SHA-256 of the body',
	state VARCHAR(16) NOT NULL COMMENT 'RUNNING, DONE',
	lease_until DATETIME(6) NULL COMMENT 'UTC; while a phase is under way',
	note VARCHAR(255) NULL COMMENT 'what the recovery point needs',
	status INT NULL COMMENT 'of the stored answer',
	answer MEDIUMBLOB NULL COMMENT 'the stored answer''s body',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	CONSTRAINT idempotency_keys_pk PRIMARY KEY (scope_hash),
	CONSTRAINT idempotency_keys_state_ck CHECK (state IN ('RUNNING', 'DONE'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='one effect for a key, for ever';
