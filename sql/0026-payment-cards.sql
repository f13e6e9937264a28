-- An attempt by a card on file says by which, so that a retry charges no other.

ALTER TABLE payments
	ADD COLUMN card_id BINARY(16) NULL COMMENT 'the card on file; NULL: the gateway''s page asks' AFTER gateway,
	ADD CONSTRAINT payments_card_fk FOREIGN KEY (card_id) REFERENCES cards (card_id);
