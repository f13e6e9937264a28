-- Evidence that comes in pieces, and calendars that people subscribe to.

CREATE TABLE uploads (
	upload_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as upl_',
	handover_id BINARY(16) NOT NULL COMMENT 'for which',
	user_id BINARY(16) NOT NULL COMMENT 'who sends it',
	name VARCHAR(200) NOT NULL COMMENT 'of the file',
	bytes BIGINT NOT NULL COMMENT 'it will have',
	content_hash BINARY(32) NOT NULL COMMENT 'SHA-256 it will have',
	received BIGINT NOT NULL DEFAULT 0 COMMENT 'bytes that are there',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	touched_at DATETIME(6) NOT NULL COMMENT 'UTC; forgotten a day after',
	CONSTRAINT uploads_pk PRIMARY KEY (upload_id),
	CONSTRAINT uploads_handover_fk FOREIGN KEY (handover_id) REFERENCES handovers (handover_id),
	CONSTRAINT uploads_bytes_ck CHECK (bytes > 0 AND received BETWEEN 0 AND bytes),
	KEY uploads_touched_ix (touched_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='evidence on its way';

CREATE TABLE calendar_feeds (
	user_id BINARY(16) NOT NULL COMMENT 'who reads it; one each',
	company_id BINARY(16) NOT NULL COMMENT 'whose bills',
	secret_hash BINARY(32) NOT NULL COMMENT 'SHA-256 of the secret in its address',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	CONSTRAINT calendar_feeds_pk PRIMARY KEY (user_id),
	CONSTRAINT calendar_feeds_secret_uq UNIQUE (secret_hash),
	CONSTRAINT calendar_feeds_user_fk FOREIGN KEY (user_id) REFERENCES users (user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='calendars of bills and deliveries';
