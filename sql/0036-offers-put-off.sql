-- An offer that could not be moved on when it was due holds up no other.

ALTER TABLE offers
	ADD COLUMN put_off_until DATETIME(6) NULL COMMENT 'UTC; the worker failed at it, and looks again then; NULL: it did not' AFTER reminders;
