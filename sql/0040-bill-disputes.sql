-- What a customer does not owe by its own opinion.

CREATE TABLE bill_disputes (
	dispute_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as dsp_',
	bill_id BINARY(16) NOT NULL COMMENT 'of which bill',
	open_bill_id BINARY(16) NULL COMMENT 'the bill while it is OPEN: one at a time',
	state VARCHAR(16) NOT NULL COMMENT 'OPEN, UPHELD, REJECTED, WITHDRAWN',
	currency CHAR(3) NOT NULL COMMENT 'ISO 4217, the bill''s',
	amount_minor BIGINT NOT NULL COMMENT 'what is disputed of it, gross',
	credited_minor BIGINT NOT NULL DEFAULT 0 COMMENT 'what the ruling took off',
	reason VARCHAR(1000) NOT NULL COMMENT 'the customer''s',
	ruling VARCHAR(1000) NULL COMMENT 'the operator''s',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	created_by BINARY(16) NOT NULL COMMENT 'the user',
	closed_at DATETIME(6) NULL COMMENT 'UTC',
	closed_by BINARY(16) NULL COMMENT 'the user; NULL: a program',
	row_version BIGINT NOT NULL DEFAULT 1 COMMENT 'grows with each change',
	CONSTRAINT bill_disputes_pk PRIMARY KEY (dispute_id),
	CONSTRAINT bill_disputes_open_uq UNIQUE (open_bill_id),
	CONSTRAINT bill_disputes_bill_fk FOREIGN KEY (bill_id) REFERENCES bills (bill_id),
	CONSTRAINT bill_disputes_state_ck CHECK (state IN ('OPEN', 'UPHELD', 'REJECTED', 'WITHDRAWN') AND (state = 'OPEN') = (open_bill_id IS NOT NULL)),
	CONSTRAINT bill_disputes_amount_ck CHECK (amount_minor > 0 AND credited_minor BETWEEN 0 AND amount_minor),
	KEY bill_disputes_state_ix (state, created_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='amounts of bills that customers dispute';
