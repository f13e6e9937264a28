-- Orders know the private offer that they redeem, and their lines what the
-- list asked for.

ALTER TABLE orders
	ADD COLUMN offer_id BINARY(16) NULL COMMENT 'the private offer that it redeems' AFTER renews_order_id,
	ADD COLUMN offer_version INT NULL COMMENT 'of it' AFTER offer_id,
	ADD COLUMN offer_redemption INT NULL COMMENT 'offers.redemptions after it: two orders never share one' AFTER offer_version,
	ADD CONSTRAINT orders_redemption_uq UNIQUE (offer_id, offer_redemption),
	ADD CONSTRAINT orders_offer_fk FOREIGN KEY (offer_id) REFERENCES offers (offer_id),
	ADD CONSTRAINT orders_offer_ck CHECK ((offer_id IS NULL) = (offer_version IS NULL) AND (offer_id IS NULL) = (offer_redemption IS NULL));

ALTER TABLE order_lines
	ADD COLUMN list_unit_minor BIGINT NULL COMMENT 'what the list asked, where a private offer says less; NULL: the list''s price' AFTER unit_minor;
