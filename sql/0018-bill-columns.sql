-- What a bill says of itself is kept as it was when it was issued.

ALTER TABLE bills
	MODIFY order_id BINARY(16) NULL COMMENT 'what is billed or credited; NULL: a statement',
	ADD COLUMN kind VARCHAR(16) NOT NULL DEFAULT 'bill' COMMENT 'bill, statement, credit_note' AFTER bill_no,
	ADD COLUMN corrects_id BINARY(16) NULL COMMENT 'a credit note''s bill' AFTER kind,
	ADD COLUMN billed_order_id BINARY(16) NULL COMMENT 'the order while this bill stands for it; NULL: void, a statement or a credit note' AFTER order_id,
	ADD COLUMN pool VARCHAR(16) NULL COMMENT 'general, milestone: the credit that its open amount takes; NULL: none' AFTER state,
	ADD COLUMN credited_minor BIGINT NOT NULL DEFAULT 0 COMMENT 'its credit notes'' totals' AFTER paid_minor,
	ADD COLUMN refunded_minor BIGINT NOT NULL DEFAULT 0 COMMENT 'of what was received, what its credit notes give back' AFTER credited_minor,
	ADD COLUMN period_from_at DATETIME(6) NULL COMMENT 'UTC; a statement''s beginning' AFTER paid_at,
	ADD COLUMN period_until_at DATETIME(6) NULL COMMENT 'UTC; and its end, not included' AFTER period_from_at,
	ADD COLUMN issuer_name VARCHAR(200) NULL COMMENT 'the site''s legal entity; NULL: issued before it was kept' AFTER period_until_at,
	ADD COLUMN issuer_address VARCHAR(1000) NULL COMMENT 'lines parted by commas or line ends' AFTER issuer_name,
	ADD COLUMN issuer_country CHAR(2) NULL COMMENT 'ISO 3166-1 alpha-2' AFTER issuer_address,
	ADD COLUMN issuer_tax_number VARCHAR(40) NULL COMMENT 'VAT or other tax number' AFTER issuer_country,
	ADD COLUMN customer_name VARCHAR(200) NULL COMMENT 'the company''s' AFTER issuer_tax_number,
	ADD COLUMN customer_country CHAR(2) NULL COMMENT 'ISO 3166-1 alpha-2' AFTER customer_name,
	ADD COLUMN customer_tax_number VARCHAR(40) NULL COMMENT 'VAT or other tax number' AFTER customer_country,
	ADD COLUMN po_number VARCHAR(64) NULL COMMENT 'the buyer''s purchase order' AFTER customer_tax_number,
	ADD COLUMN cost_centre VARCHAR(64) NULL COMMENT 'the buyer''s' AFTER po_number,
	ADD COLUMN paper_at DATETIME(6) NULL COMMENT 'UTC; its files say what this row says since then; NULL: to be rendered' AFTER cost_centre,
	ADD KEY bills_order_ix (order_id, stage),
	ADD KEY bills_paper_ix (paper_at),
	ADD KEY bills_due_ix (state, due_at),
	DROP KEY bills_stage_uq,
	ADD CONSTRAINT bills_billed_uq UNIQUE (billed_order_id, stage),
	ADD CONSTRAINT bills_corrects_fk FOREIGN KEY (corrects_id) REFERENCES bills (bill_id),
	ADD CONSTRAINT bills_kind_ck CHECK (kind IN ('bill', 'statement', 'credit_note') AND (kind = 'credit_note') = (corrects_id IS NOT NULL) AND (kind = 'statement') = (order_id IS NULL)),
	ADD CONSTRAINT bills_pool_ck CHECK (pool IN ('general', 'milestone')),
	ADD CONSTRAINT bills_credited_ck CHECK (credited_minor BETWEEN 0 AND total_minor AND refunded_minor BETWEEN 0 AND paid_minor AND paid_minor - refunded_minor <= total_minor - credited_minor);

ALTER TABLE orders
	ADD COLUMN billed_at DATETIME(6) NULL COMMENT 'UTC; a bill awaits its payment; NULL: none does' AFTER paid_at;
