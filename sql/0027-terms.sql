-- Terms: from when until when a service runs, and which order paid for it.

ALTER TABLE services
	ADD COLUMN term_order_id BINARY(16) NULL COMMENT 'the renewal whose term runs; NULL: the first order''s' AFTER term_ends_at,
	ADD COLUMN anchor_day INT NULL COMMENT 'first day of the first term, since 1970-01-01 in the site''s time zone; NULL: no end' AFTER term_order_id,
	ADD COLUMN term_before BIGINT NOT NULL DEFAULT 0 COMMENT 'periods of the terms before this one' AFTER anchor_day,
	ADD COLUMN term_periods BIGINT NOT NULL DEFAULT 0 COMMENT 'of this term; 0: no end' AFTER term_before,
	ADD COLUMN reminded INT NOT NULL DEFAULT -1 COMMENT 'index of the last reminder of this term; -1: none' AFTER term_periods,
	ADD COLUMN next_step_at DATETIME(6) NULL COMMENT 'UTC; when to remind or to end it' AFTER reminded,
	ADD COLUMN ended_at DATETIME(6) NULL COMMENT 'UTC; served no more' AFTER next_step_at,
	ADD COLUMN row_version BIGINT NOT NULL DEFAULT 1 COMMENT 'grows with each change' AFTER ended_at,
	ADD KEY services_step_ix (next_step_at),
	ADD KEY services_company_ix (company_id, delivered_at),
	ADD CONSTRAINT services_term_order_fk FOREIGN KEY (term_order_id) REFERENCES orders (order_id);

ALTER TABLE orders
	ADD COLUMN renews_order_id BINARY(16) NULL COMMENT 'the first order of the services that it renews' AFTER seller_id,
	ADD KEY orders_renews_ix (renews_order_id),
	ADD CONSTRAINT orders_renews_fk FOREIGN KEY (renews_order_id) REFERENCES orders (order_id);
