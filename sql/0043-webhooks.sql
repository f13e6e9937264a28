-- Webhooks: where companies want to be told, what they are told, each try.

CREATE TABLE webhooks (
	webhook_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as whk_',
	company_id BINARY(16) NOT NULL COMMENT 'whose',
	url VARCHAR(1000) NOT NULL COMMENT 'where to POST',
	about VARCHAR(200) NOT NULL DEFAULT '' COMMENT 'the company''s own words',
	kinds VARCHAR(1000) NOT NULL COMMENT 'event kinds it wants, comma separated',
	state VARCHAR(16) NOT NULL COMMENT 'ACTIVE, PAUSED, FAILING (three days without success: given up)',
	secret_sealed VARBINARY(255) NOT NULL COMMENT 'AES-256-GCM of the signing key',
	old_secret_sealed VARBINARY(255) NULL COMMENT 'the one before, which signs as well until old_until_at',
	old_until_at DATETIME(6) NULL COMMENT 'UTC',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	created_by BINARY(16) NOT NULL COMMENT 'the user',
	row_version BIGINT NOT NULL DEFAULT 1 COMMENT 'grows with each change',
	CONSTRAINT webhooks_pk PRIMARY KEY (webhook_id),
	CONSTRAINT webhooks_company_fk FOREIGN KEY (company_id) REFERENCES companies (company_id),
	CONSTRAINT webhooks_state_ck CHECK (state IN ('ACTIVE', 'PAUSED', 'FAILING')),
	KEY webhooks_company_ix (company_id, state)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='companies'' own addresses for events';

CREATE TABLE webhook_messages (
	message_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as whm_; the webhook-id, the same at each try',
	webhook_id BINARY(16) NOT NULL COMMENT 'to where',
	event_id BINARY(16) NULL COMMENT 'of the event log; NULL: a test',
	kind VARCHAR(40) NOT NULL COMMENT 'order.paid, bill.issued, ...',
	body TEXT NOT NULL COMMENT 'JSON, as it is sent each time',
	state VARCHAR(16) NOT NULL COMMENT 'QUEUED, SENT, RETRY, DEAD',
	tries INT NOT NULL DEFAULT 0 COMMENT 'so far',
	next_at DATETIME(6) NOT NULL COMMENT 'UTC; when it is due, and until when a worker has it',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	sent_at DATETIME(6) NULL COMMENT 'UTC',
	CONSTRAINT webhook_messages_pk PRIMARY KEY (message_id),
	CONSTRAINT webhook_messages_event_uq UNIQUE (webhook_id, event_id),
	CONSTRAINT webhook_messages_webhook_fk FOREIGN KEY (webhook_id) REFERENCES webhooks (webhook_id),
	CONSTRAINT webhook_messages_state_ck CHECK (state IN ('QUEUED', 'SENT', 'RETRY', 'DEAD')),
	KEY webhook_messages_due_ix (state, next_at),
	KEY webhook_messages_list_ix (webhook_id, message_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='what companies are told';

CREATE TABLE webhook_attempts (
	message_id BINARY(16) NOT NULL COMMENT 'which',
	attempt INT NOT NULL COMMENT 'from 1 on, replays included',
	started_at DATETIME(6) NOT NULL COMMENT 'UTC',
	took_ms INT NOT NULL COMMENT 'milliseconds',
	status INT NULL COMMENT 'HTTP; NULL: no answer',
	error VARCHAR(300) NULL COMMENT 'what went wrong; NULL: nothing',
	answer VARCHAR(500) NULL COMMENT 'the first of what was answered',
	CONSTRAINT webhook_attempts_pk PRIMARY KEY (message_id, attempt),
	CONSTRAINT webhook_attempts_message_fk FOREIGN KEY (message_id) REFERENCES webhook_messages (message_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='each try';

CREATE TABLE cursors (
	name VARCHAR(40) NOT NULL COMMENT 'of the reader: webhooks, settlement_lines',
	last_no BIGINT NOT NULL COMMENT 'seal number of the last row that it has dealt with',
	CONSTRAINT cursors_pk PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='how far a job has read a sealed chain';
