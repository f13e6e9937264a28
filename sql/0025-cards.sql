-- Cards on file: put there on the provider's page, known here by its ids.

CREATE TABLE cards (
	card_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as crd_: our reference at the gateway',
	company_id BINARY(16) NOT NULL COMMENT 'whose',
	added_by BINARY(16) NOT NULL COMMENT 'the user',
	gateway VARCHAR(16) NOT NULL COMMENT 'sandbox, stripe',
	state VARCHAR(16) NOT NULL COMMENT 'OPEN: its set-up waits for the buyer',
	setup_ref VARCHAR(255) NULL COMMENT 'the gateway''s id of the set-up',
	redirect_url VARCHAR(1000) NULL COMMENT 'the gateway''s page',
	customer_ref VARCHAR(255) NULL COMMENT 'the gateway''s id of the company',
	method_ref VARCHAR(255) NULL COMMENT 'the gateway''s id of the card',
	brand VARCHAR(32) NULL COMMENT 'visa',
	last4 VARCHAR(4) NULL COMMENT 'the number''s last digits; no more of it is ever here',
	expires_month INT NULL COMMENT '1 to 12',
	expires_year INT NULL COMMENT '2030',
	failure VARCHAR(100) NULL COMMENT 'the gateway''s code',
	checks INT NOT NULL DEFAULT 0 COMMENT 'how often the gateway was asked',
	next_check_at DATETIME(6) NULL COMMENT 'UTC; when to ask it next, or to have it forget the card',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	row_version BIGINT NOT NULL DEFAULT 1 COMMENT 'grows with each change',
	CONSTRAINT cards_pk PRIMARY KEY (card_id),
	CONSTRAINT cards_company_fk FOREIGN KEY (company_id) REFERENCES companies (company_id),
	CONSTRAINT cards_user_fk FOREIGN KEY (added_by) REFERENCES users (user_id),
	CONSTRAINT cards_state_ck CHECK (state IN ('OPEN', 'ON_FILE', 'FAILED', 'REMOVED')),
	KEY cards_company_ix (company_id, state),
	KEY cards_check_ix (next_check_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='cards on file at the gateway';
