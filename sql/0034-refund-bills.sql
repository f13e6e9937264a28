-- A surplus says which bill it was too much for; a statement has many orders.

ALTER TABLE refunds
	ADD COLUMN bill_id BINARY(16) NULL COMMENT 'of a surplus: the bill that it was too much for; NULL: none' AFTER order_id,
	ADD CONSTRAINT refunds_bill_fk FOREIGN KEY (bill_id) REFERENCES bills (bill_id);
