-- How many times the buyer was told that an offer ends soon.

ALTER TABLE offers
	ADD COLUMN reminders INT NOT NULL DEFAULT 0 COMMENT 'told that it ends soon, since it was sent or extended' AFTER request_id;
