-- A message for an address that is not, or not any more, its user's.

ALTER TABLE outbox
	ADD COLUMN address VARCHAR(254) NULL COMMENT 'send there; NULL: to the user''s own; wiped when it is sent' AFTER user_id;
