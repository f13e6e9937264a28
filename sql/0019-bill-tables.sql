-- What is on a bill, what was received for it, and what a company may owe.

CREATE TABLE bill_lines (
	bill_id BINARY(16) NOT NULL COMMENT 'whose',
	position INT NOT NULL COMMENT 'from 1',
	order_id BINARY(16) NOT NULL COMMENT 'of which order',
	line_id BINARY(16) NOT NULL COMMENT 'which line of it',
	seller_name VARCHAR(200) NOT NULL COMMENT 'as of the bill',
	product_name VARCHAR(120) NOT NULL COMMENT 'as it was ordered',
	plan_name VARCHAR(120) NOT NULL COMMENT 'as it was ordered',
	billing_mode VARCHAR(16) NOT NULL COMMENT 'one_time, monthly, yearly',
	quantity BIGINT NOT NULL COMMENT 'units',
	periods BIGINT NOT NULL COMMENT 'months or years; 1 for one_time',
	unit_minor BIGINT NOT NULL COMMENT 'net, per unit and period',
	net_minor BIGINT NOT NULL COMMENT 'of a credit note: what is given back',
	tax_kind VARCHAR(20) NOT NULL COMMENT 'none, standard, reverse_charge, exempt, out_of_scope',
	tax_rate INT NOT NULL COMMENT '1/1000 %',
	tax_minor BIGINT NOT NULL COMMENT 'minor units',
	CONSTRAINT bill_lines_pk PRIMARY KEY (bill_id, position),
	CONSTRAINT bill_lines_bill_fk FOREIGN KEY (bill_id) REFERENCES bills (bill_id),
	CONSTRAINT bill_lines_line_fk FOREIGN KEY (line_id) REFERENCES order_lines (line_id),
	CONSTRAINT bill_lines_amount_ck CHECK (net_minor >= 0 AND tax_minor >= 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='what is on bills';

CREATE TABLE bill_receipts (
	receipt_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as rct_',
	bill_id BINARY(16) NOT NULL COMMENT 'for which bill',
	method VARCHAR(16) NOT NULL COMMENT 'card, bank_transfer',
	payment_id BINARY(16) NULL COMMENT 'the capture; NULL: none of a gateway',
	currency CHAR(3) NOT NULL COMMENT 'ISO 4217',
	amount_minor BIGINT NOT NULL COMMENT 'what came',
	applied_minor BIGINT NOT NULL COMMENT 'what the bill took of it; the rest is the company''s deposit',
	reference VARCHAR(140) NULL COMMENT 'the bank''s; once a bill',
	received_at DATETIME(6) NOT NULL COMMENT 'UTC; the money''s day',
	recorded_at DATETIME(6) NOT NULL COMMENT 'UTC',
	recorded_by BINARY(16) NULL COMMENT 'the operator; NULL: a program',
	CONSTRAINT bill_receipts_pk PRIMARY KEY (receipt_id),
	CONSTRAINT bill_receipts_payment_uq UNIQUE (payment_id),
	CONSTRAINT bill_receipts_reference_uq UNIQUE (bill_id, reference),
	CONSTRAINT bill_receipts_bill_fk FOREIGN KEY (bill_id) REFERENCES bills (bill_id),
	CONSTRAINT bill_receipts_payment_fk FOREIGN KEY (payment_id) REFERENCES payments (payment_id),
	CONSTRAINT bill_receipts_amount_ck CHECK (amount_minor > 0 AND applied_minor BETWEEN 0 AND amount_minor),
	CONSTRAINT bill_receipts_method_ck CHECK (method IN ('card', 'bank_transfer'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='money received for bills, in whole or in part; append-only';

CREATE TABLE credit_pools (
	company_id BINARY(16) NOT NULL COMMENT 'whose',
	pool VARCHAR(16) NOT NULL COMMENT 'general, milestone',
	currency CHAR(3) NOT NULL COMMENT 'ISO 4217; the company''s',
	limit_minor BIGINT NOT NULL COMMENT 'what may be owed at once',
	reserved_minor BIGINT NOT NULL COMMENT 'ordered and not billed yet',
	billed_minor BIGINT NOT NULL COMMENT 'billed and not paid yet',
	row_version BIGINT NOT NULL DEFAULT 1 COMMENT 'grows with each change',
	CONSTRAINT credit_pools_pk PRIMARY KEY (company_id, pool),
	CONSTRAINT credit_pools_company_fk FOREIGN KEY (company_id) REFERENCES companies (company_id),
	CONSTRAINT credit_pools_pool_ck CHECK (pool IN ('general', 'milestone')),
	CONSTRAINT credit_pools_amount_ck CHECK (limit_minor >= 0 AND reserved_minor >= 0 AND billed_minor >= 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='what companies may owe; locked first in a transaction';

CREATE TABLE credit_reservations (
	order_id BINARY(16) NOT NULL COMMENT 'one an order',
	company_id BINARY(16) NOT NULL COMMENT 'whose credit',
	pool VARCHAR(16) NOT NULL COMMENT 'general, milestone',
	currency CHAR(3) NOT NULL COMMENT 'ISO 4217',
	amount_minor BIGINT NOT NULL COMMENT 'the order''s total',
	billed_minor BIGINT NOT NULL DEFAULT 0 COMMENT 'of it, what bills took over',
	released_minor BIGINT NOT NULL DEFAULT 0 COMMENT 'of it, what was freed unbilled',
	bill_id BINARY(16) NULL COMMENT 'the statement that took it over; NULL: none yet',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	CONSTRAINT credit_reservations_pk PRIMARY KEY (order_id),
	CONSTRAINT credit_reservations_order_fk FOREIGN KEY (order_id) REFERENCES orders (order_id),
	CONSTRAINT credit_reservations_pool_fk FOREIGN KEY (company_id, pool) REFERENCES credit_pools (company_id, pool),
	CONSTRAINT credit_reservations_bill_fk FOREIGN KEY (bill_id) REFERENCES bills (bill_id),
	CONSTRAINT credit_reservations_amount_ck CHECK (amount_minor > 0 AND billed_minor >= 0 AND released_minor >= 0 AND billed_minor + released_minor <= amount_minor),
	KEY credit_reservations_unbilled_ix (company_id, pool, bill_id, created_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='what orders hold of a pool';
