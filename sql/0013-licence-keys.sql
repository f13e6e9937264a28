-- Licence keys that sellers keep ready: a sale takes them from here.

CREATE TABLE licence_keys (
	key_id BINARY(16) NOT NULL COMMENT 'UUIDv7; the first added goes first',
	plan_id BINARY(16) NOT NULL COMMENT 'what it licenses',
	key_hash BINARY(32) NOT NULL COMMENT 'HMAC-SHA-256 of plan and key: no key is sold twice',
	key_sealed VARBINARY(600) NOT NULL COMMENT 'AES-256-GCM; aad: key_id',
	line_id BINARY(16) NULL COMMENT 'who bought it; NULL: free',
	added_by BINARY(16) NOT NULL COMMENT 'the user',
	added_at DATETIME(6) NOT NULL COMMENT 'UTC',
	taken_at DATETIME(6) NULL COMMENT 'UTC',
	CONSTRAINT licence_keys_pk PRIMARY KEY (key_id),
	CONSTRAINT licence_keys_hash_uq UNIQUE (key_hash),
	CONSTRAINT licence_keys_plan_fk FOREIGN KEY (plan_id) REFERENCES plans (plan_id),
	CONSTRAINT licence_keys_line_fk FOREIGN KEY (line_id) REFERENCES order_lines (line_id),
	CONSTRAINT licence_keys_user_fk FOREIGN KEY (added_by) REFERENCES users (user_id),
	KEY licence_keys_free_ix (plan_id, line_id, key_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='pools of licence keys';
