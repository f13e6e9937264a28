-- Cards pay bills as well as orders.

ALTER TABLE payments
	MODIFY COLUMN order_id BINARY(16) NULL COMMENT 'what it pays; NULL: a bill',
	ADD COLUMN bill_id BINARY(16) NULL COMMENT 'what it pays, or a part of it; NULL: an order' AFTER order_id,
	ADD COLUMN open_bill_id BINARY(16) NULL COMMENT 'the bill while money may be on its way: one at a time' AFTER open_order_id,
	ADD CONSTRAINT payments_open_bill_uq UNIQUE (open_bill_id),
	ADD CONSTRAINT payments_bill_attempt_uq UNIQUE (bill_id, attempt),
	ADD CONSTRAINT payments_bill_fk FOREIGN KEY (bill_id) REFERENCES bills (bill_id),
	ADD CONSTRAINT payments_subject_ck CHECK ((order_id IS NULL) <> (bill_id IS NULL));
