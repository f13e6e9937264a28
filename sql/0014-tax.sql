-- What tax a line bears, and by which facts of the buyer it was decided.

ALTER TABLE order_lines
	ADD COLUMN tax_kind VARCHAR(20) NOT NULL DEFAULT 'none' COMMENT 'none, standard, reverse_charge, exempt, out_of_scope' AFTER net_minor,
	ADD COLUMN tax_rate INT NOT NULL DEFAULT 0 COMMENT '1/1000 %' AFTER tax_kind,
	ADD CONSTRAINT order_lines_tax_ck CHECK (tax_kind IN ('none', 'standard', 'reverse_charge', 'exempt', 'out_of_scope') AND tax_rate BETWEEN 0 AND 100000);

ALTER TABLE orders
	ADD COLUMN buyer_country CHAR(2) NULL COMMENT 'ISO 3166-1 alpha-2, as of the order' AFTER currency,
	ADD COLUMN buyer_tax_number VARCHAR(40) NULL COMMENT 'as of the order' AFTER buyer_country;
