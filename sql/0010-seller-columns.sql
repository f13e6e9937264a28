-- What the Seller Centre and the operator's pages need besides: the name
-- of a draft in lists, and the version of a category.

ALTER TABLE product_drafts
	ADD COLUMN name VARCHAR(120) NOT NULL DEFAULT '' COMMENT 'of the body, in the site''s first locale; for lists' AFTER state;

ALTER TABLE categories
	ADD COLUMN row_version BIGINT NOT NULL DEFAULT 1 COMMENT 'for If-Match' AFTER position;
