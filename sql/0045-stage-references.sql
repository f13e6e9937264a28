-- A stage's bill may name another purchase order or cost centre than its
-- order did; it is asked for until the bill is made.

ALTER TABLE handovers
	ADD COLUMN po_number VARCHAR(64) NULL COMMENT 'the buyer''s purchase order, for the stage''s bill; NULL: the order''s, empty: none' AFTER deemed,
	ADD COLUMN cost_centre VARCHAR(64) NULL COMMENT 'the buyer''s; as po_number' AFTER po_number;
