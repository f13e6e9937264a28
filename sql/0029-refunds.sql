-- What buyers want back, who decided, and what became of it.

CREATE TABLE refunds (
	refund_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as rfd_: our reference at the gateway',
	order_id BINARY(16) NOT NULL COMMENT 'of what',
	company_id BINARY(16) NOT NULL COMMENT 'the buyer',
	seller_id BINARY(16) NOT NULL COMMENT 'whose product',
	user_id BINARY(16) NOT NULL COMMENT 'who asked',
	kind VARCHAR(16) NOT NULL COMMENT 'cooling_off, request, surplus',
	state VARCHAR(16) NOT NULL COMMENT 'design 2-domain',
	currency CHAR(3) NOT NULL COMMENT 'ISO 4217, the order''s',
	amount_minor BIGINT NOT NULL COMMENT 'gross',
	cash_minor BIGINT NOT NULL DEFAULT 0 COMMENT 'of it, what is paid back; the rest lessens what is owed',
	reason VARCHAR(1000) NOT NULL COMMENT 'the buyer''s words',
	answer VARCHAR(1000) NULL COMMENT 'the seller''s',
	appeal VARCHAR(1000) NULL COMMENT 'the buyer''s, to the operator',
	ruling VARCHAR(1000) NULL COMMENT 'the operator''s',
	answer_by DATETIME(6) NULL COMMENT 'UTC; from then on the buyer may turn to the operator',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	answered_at DATETIME(6) NULL COMMENT 'UTC; by the seller',
	ruled_at DATETIME(6) NULL COMMENT 'UTC; by the operator',
	payment_id BINARY(16) NULL COMMENT 'what is paid back; NULL: not by a gateway',
	gateway_ref VARCHAR(255) NULL COMMENT 'the gateway''s id',
	failure VARCHAR(100) NULL COMMENT 'the gateway''s code',
	checks INT NOT NULL DEFAULT 0 COMMENT 'how often the gateway was asked',
	next_check_at DATETIME(6) NULL COMMENT 'UTC; when to ask next',
	refunded_at DATETIME(6) NULL COMMENT 'UTC',
	row_version BIGINT NOT NULL DEFAULT 1 COMMENT 'grows with each change',
	CONSTRAINT refunds_pk PRIMARY KEY (refund_id),
	CONSTRAINT refunds_order_fk FOREIGN KEY (order_id) REFERENCES orders (order_id),
	CONSTRAINT refunds_payment_fk FOREIGN KEY (payment_id) REFERENCES payments (payment_id),
	CONSTRAINT refunds_kind_ck CHECK (kind IN ('cooling_off', 'request', 'surplus')),
	CONSTRAINT refunds_state_ck CHECK (state IN ('REQUESTED', 'APPROVED', 'PROCESSING', 'REFUNDED', 'FAILED', 'REFUSED', 'IN_REVIEW')),
	CONSTRAINT refunds_amount_ck CHECK (amount_minor > 0),
	KEY refunds_order_ix (order_id, created_at),
	KEY refunds_seller_ix (seller_id, created_at),
	KEY refunds_state_ix (state, created_at),
	KEY refunds_check_ix (next_check_at),
	KEY refunds_ref_ix (gateway_ref)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='requests, rulings and money sent back';

CREATE TABLE refund_lines (
	refund_id BINARY(16) NOT NULL COMMENT 'whose',
	line_id BINARY(16) NOT NULL COMMENT 'what it falls on',
	net_minor BIGINT NOT NULL COMMENT 'minor units',
	tax_minor BIGINT NOT NULL COMMENT 'minor units',
	CONSTRAINT refund_lines_pk PRIMARY KEY (refund_id, line_id),
	CONSTRAINT refund_lines_refund_fk FOREIGN KEY (refund_id) REFERENCES refunds (refund_id),
	CONSTRAINT refund_lines_line_fk FOREIGN KEY (line_id) REFERENCES order_lines (line_id),
	CONSTRAINT refund_lines_amount_ck CHECK (net_minor >= 0 AND tax_minor >= 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='a refund''s net and tax, line by line';
