-- When somebody last signed in, for the owner of the company.

ALTER TABLE users
	ADD COLUMN signed_in_at DATETIME(6) NULL COMMENT 'UTC; the last sign-in; NULL: never' AFTER created_at;
