-- What the host's provisioner called back with, until its order is delivered.

CREATE TABLE provision_results (
	line_id BINARY(16) NOT NULL COMMENT 'what it is about',
	event_ref VARCHAR(255) NOT NULL COMMENT 'the provisioner''s webhook-id',
	failed TINYINT NOT NULL COMMENT '1: note is the reason, for the operator',
	access_url VARCHAR(500) NULL COMMENT 'where it is used',
	secret_sealed VARBINARY(2100) NULL COMMENT 'AES-256-GCM; aad: line_id',
	note VARCHAR(1000) NOT NULL COMMENT 'for the buyer',
	received_at DATETIME(6) NOT NULL COMMENT 'UTC',
	CONSTRAINT provision_results_pk PRIMARY KEY (line_id),
	CONSTRAINT provision_results_line_fk FOREIGN KEY (line_id) REFERENCES order_lines (line_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='callbacks of souk-provision(7)';
