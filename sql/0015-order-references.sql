-- What the buyer's own books call an order.

ALTER TABLE orders
	ADD COLUMN po_number VARCHAR(64) NULL COMMENT 'the buyer''s purchase order; on every bill' AFTER buyer_tax_number,
	ADD COLUMN cost_centre VARCHAR(64) NULL COMMENT 'the buyer''s; on every bill' AFTER po_number;
