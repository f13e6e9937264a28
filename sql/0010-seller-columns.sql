-- What the Seller Centre and the operator's pages need besides: mails to
-- an address that is no user's, the name of a draft in lists, and the
-- version of a category.

ALTER TABLE outbox
	ADD COLUMN address VARCHAR(254) NULL COMMENT 'the recipient''s, where it is not the user''s own' AFTER user_id;

ALTER TABLE product_drafts
	ADD COLUMN name VARCHAR(120) NOT NULL DEFAULT '' COMMENT 'of the body, in the site''s first locale; for lists' AFTER state;

ALTER TABLE categories
	ADD COLUMN row_version BIGINT NOT NULL DEFAULT 1 COMMENT 'for If-Match' AFTER position;
