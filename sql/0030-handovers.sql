-- Services: what a seller hands over, and what the buyer says to it.

CREATE TABLE handovers (
	handover_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as hdo_',
	order_id BINARY(16) NOT NULL COMMENT 'of what',
	company_id BINARY(16) NOT NULL COMMENT 'the buyer, who accepts',
	seller_id BINARY(16) NOT NULL COMMENT 'who hands over',
	state VARCHAR(16) NOT NULL COMMENT 'OPEN, DELIVERED, REWORK, DISPUTED, ACCEPTED, CANCELLED',
	round INT NOT NULL DEFAULT 1 COMMENT 'grows with each rejection',
	opened_at DATETIME(6) NOT NULL COMMENT 'UTC',
	delivered_at DATETIME(6) NULL COMMENT 'UTC; for the first time',
	closed_at DATETIME(6) NULL COMMENT 'UTC; accepted or cancelled',
	row_version BIGINT NOT NULL DEFAULT 1 COMMENT 'grows with each change',
	CONSTRAINT handovers_pk PRIMARY KEY (handover_id),
	CONSTRAINT handovers_order_uq UNIQUE (order_id),
	CONSTRAINT handovers_order_fk FOREIGN KEY (order_id) REFERENCES orders (order_id),
	CONSTRAINT handovers_state_ck CHECK (state IN ('OPEN', 'DELIVERED', 'REWORK', 'DISPUTED', 'ACCEPTED', 'CANCELLED')),
	CONSTRAINT handovers_round_ck CHECK (round > 0),
	KEY handovers_seller_ix (seller_id, opened_at),
	KEY handovers_state_ix (state, opened_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='services on their way to acceptance';

CREATE TABLE handover_rounds (
	handover_id BINARY(16) NOT NULL COMMENT 'whose',
	round INT NOT NULL COMMENT 'from 1 on',
	note VARCHAR(2000) NOT NULL COMMENT 'what the seller says was done',
	delivered_by BINARY(16) NOT NULL COMMENT 'the user',
	delivered_at DATETIME(6) NOT NULL COMMENT 'UTC',
	answer VARCHAR(1000) NULL COMMENT 'why the buyer rejects it',
	answered_by BINARY(16) NULL COMMENT 'the user',
	answered_at DATETIME(6) NULL COMMENT 'UTC; accepted or rejected',
	appeal VARCHAR(1000) NULL COMMENT 'the seller''s, when no answer came',
	ruling VARCHAR(1000) NULL COMMENT 'the operator''s',
	ruled_by BINARY(16) NULL COMMENT 'the user',
	ruled_at DATETIME(6) NULL COMMENT 'UTC',
	CONSTRAINT handover_rounds_pk PRIMARY KEY (handover_id, round),
	CONSTRAINT handover_rounds_handover_fk FOREIGN KEY (handover_id) REFERENCES handovers (handover_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='each time that something was handed over';

CREATE TABLE handover_files (
	file_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as hdf_: its name in DATA_DIR/evidence',
	handover_id BINARY(16) NOT NULL COMMENT 'whose',
	round INT NOT NULL COMMENT 'in which it was handed over',
	name VARCHAR(200) NOT NULL COMMENT 'as the seller named it',
	bytes BIGINT NOT NULL COMMENT 'how long it is',
	content_hash BINARY(32) NOT NULL COMMENT 'SHA-256',
	added_at DATETIME(6) NOT NULL COMMENT 'UTC',
	CONSTRAINT handover_files_pk PRIMARY KEY (file_id),
	CONSTRAINT handover_files_name_uq UNIQUE (handover_id, round, name),
	CONSTRAINT handover_files_handover_fk FOREIGN KEY (handover_id) REFERENCES handovers (handover_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='evidence, and what was made';
